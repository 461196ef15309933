/** From settings as they are written to what the library is asked for, by the command line's rules. */
import { type BoardOptions, parseKernel, parseSize } from "../../index.js";
import type { SettingKey, Settings } from "../settings.js";

type System = NonNullable<BoardOptions["system"]>;

export type ParsedSettings =
  | { readonly ok: true; readonly system: System; readonly profiles: readonly string[] }
  | { readonly ok: false; readonly key: SettingKey; readonly problem: string };

const GRANULES = new Map([
  ["4K", 0x1000n],
  ["16K", 0x4000n],
  ["64K", 0x10000n],
]);
const MODES = ["strict", "lazy", "passthrough"] as const;
const MOST_BITS = 64;

export function parseSettings(settings: Settings): ParsedSettings {
  const { kernel, granule, mode, profile } = settings;
  const [mask, limit] = [settings["dma-mask"], settings["dma-limit"]];
  const refused = (key: SettingKey, problem: string) => ({ ok: false, key, problem }) as const;
  const release = kernel === "" ? null : parseKernel(kernel);
  if (release?.ok === false) return refused("kernel", release.problem);
  const bits = mask === "" ? null : Number(mask);
  if (bits !== null && !(Number.isInteger(bits) && bits >= 1 && bits <= MOST_BITS)) {
    return refused("dma-mask", `The DMA mask takes a number of bits from 1 to ${MOST_BITS}.`);
  }
  const last = limit === "" ? null : parseSize(limit);
  if (limit !== "" && (last === null || last >= 1n << 64n)) {
    return refused("dma-limit", "The DMA limit takes an address below 2^64.");
  }
  const bytes = GRANULES.get(granule) ?? null;
  if (granule !== "" && bytes === null) return refused("granule", "The granule takes 4K, 16K or 64K.");
  const iommuMode = MODES.find((one) => one === mode);
  if (mode !== "" && iommuMode === undefined) return refused("mode", `The mode takes ${MODES.join(", ")}.`);
  return {
    ok: true,
    system: {
      ...(release !== null && { kernel: release.kernel }),
      ...(bytes !== null && { granule: bytes }),
      ...(bits !== null && { dmaMaskBits: bits }),
      ...(last !== null && { dmaLimit: last }),
      ...(iommuMode !== undefined && { iommuMode }),
    },
    profiles: profile === "" ? [] : [profile],
  };
}
