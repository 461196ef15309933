/** Made-up and damaged sources through `cpp | dtc` as well: where the two disagree with us is a find. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SourceStore } from "../../src/base/source-store.js";
import { encodeSource } from "../../src/base/source-text.js";
import { nodeFiles } from "../../src/cli/files.js";
import { type Comparison, compareBoard } from "../corpus/compare.js";
import { findTools } from "../corpus/reference.js";
import { inputAt } from "./inputs.js";
import type { Seeds } from "./seeds.js";
import { INCLUDED } from "./targets.js";

/** The reference is started anew for each input: larger ones would cost the time of many. */
const LONGEST = 20_000;

export interface DisagreementCount {
  readonly sources: number;
  readonly disagreements: number;
}

/** @param out where a source stays that the two disagree on */
export function compareWithDtc(seeds: Seeds, seed: number, out: string, until: number): DisagreementCount {
  const { dtc } = findTools(undefined);
  const folder = join(out, `against-dtc-${seed}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.dtsi"), INCLUDED);
  const board = join(folder, "self.dts");
  let sources = 0;
  let disagreements = 0;
  for (let index = 0; Date.now() < until; index++) {
    const input = inputAt(seeds, seed, index);
    if (input.kind !== "dts" || input.text.length > LONGEST) continue;
    writeFileSync(board, encodeSource(input.text));
    sources++;
    const found = compareBoard(board, dtc, [index % 2 === 0], new SourceStore(nodeFiles)).filter(isDisagreement);
    for (const { verdict, details } of found) {
      disagreements++;
      const saved = join(folder, `seed-${seed}-input-${index}.dts`);
      writeFileSync(saved, encodeSource(input.text));
      console.log([`${verdict}: saved as ${saved}`, ...details.map((line) => `  ${line}`)].join("\n"));
    }
  }
  return { sources, disagreements };
}

const isDisagreement = ({ verdict }: Comparison): boolean => verdict !== "equal" && verdict !== "both-reject";
