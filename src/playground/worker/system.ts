/** From settings as they are written to what the library is asked for, by the command line's rules. */
import { type BoardOptions, parseAddress, parseGranule, parseKernel, parseMaskBits } from "../../index.js";
import type { SettingKey, Settings } from "../settings.js";

type System = NonNullable<BoardOptions["system"]>;

export type ParsedSettings =
  | { readonly ok: true; readonly system: System; readonly profiles: readonly string[] }
  | { readonly ok: false; readonly key: SettingKey; readonly problem: string };

const MODES = ["strict", "lazy", "passthrough"] as const;

export function parseSettings(settings: Settings): ParsedSettings {
  const { kernel, granule, mode, profile } = settings;
  const [mask, limit] = [settings["dma-mask"], settings["dma-limit"]];
  const refused = (key: SettingKey, problem: string) => ({ ok: false, key, problem }) as const;
  const release = kernel === "" ? null : parseKernel(kernel);
  if (release?.ok === false) return refused("kernel", release.problem);
  const bits = parseMaskBits(mask);
  if (mask !== "" && bits === null) return refused("dma-mask", "The DMA mask takes a number of bits from 1 to 64.");
  const last = parseAddress(limit);
  if (limit !== "" && last === null) return refused("dma-limit", "The DMA limit takes an address below 2^64.");
  const bytes = parseGranule(granule);
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
