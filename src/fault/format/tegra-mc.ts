/** NVIDIA's memory controller, which has Tegra's SMMU in it: a memory client by the hardware's name. */
import type { FaultKind } from "../fault.js";
import { accessOf, type FaultFormat, first, hex } from "../format.js";

const kindOf = (what: string): FaultKind => {
  if (/smmu\s*translation|page\s*fault/i.test(what)) return "translation";
  return /violation/i.test(what) ? "permission" : "other";
};

export const tegraMc: FaultFormat = {
  id: "tegra-mc",
  drivers: ["tegra-smmu"],
  source: "drivers/memory/tegra/mc.c (6.1, 6.12)",
  lines: [
    first(
      "{client:word}: {access:read|write|secure read|secure write} @0x{iova:hex}: {what:words})",
      ({ client = "", access = "", iova, what = "" }) => ({
        source: { kind: "client", name: client },
        address: hex(iova),
        access: accessOf(access.replace(/^secure\s*/i, "")),
        kind: kindOf(what),
      }),
    ),
  ],
};
