/** The inputs of a run: the seed and an index say which one, on every machine. */
import { mutatedBlob } from "./dtb-inputs.js";
import { generatedSource } from "./dts-grammar.js";
import { mutatedSource } from "./dts-mutations.js";
import { overlaySource } from "./dts-overlays.js";
import { Random } from "./random.js";
import type { Seeds } from "./seeds.js";

export type FuzzInput =
  | { readonly kind: "dts"; readonly text: string }
  | { readonly kind: "dtb"; readonly bytes: Uint8Array }
  /** A damaged overlay, and which of the seeds' blobs it is applied to. */
  | { readonly kind: "dtbo"; readonly bytes: Uint8Array; readonly base: Uint8Array };

export function inputAt(seeds: Seeds, seed: number, index: number): FuzzInput {
  const random = Random.forInput(seed, index);
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      return { kind: "dtb", bytes: mutatedBlob(seeds.blobs, random) };
    case 3:
      return damagedOverlay(seeds, random);
    case 4:
    case 5:
      return { kind: "dts", text: generatedSource(random) };
    case 6:
    case 7:
      return { kind: "dts", text: overlaySource(random) };
    default:
      return { kind: "dts", text: mutatedSource(seeds.sources, random) };
  }
}

function damagedOverlay(seeds: Seeds, random: Random): FuzzInput {
  const { bytes, base } = random.pick(seeds.overlays);
  return { kind: "dtbo", bytes: mutatedBlob([bytes], random), base };
}
