/** Renesas IPMMU: an address, and nothing of who asked for it. */
import type { FaultKind } from "../fault.js";
import { type FaultFormat, first, hex } from "../format.js";

/** IMSTR: permission fault, translation fault (6.1). */
const PERMISSION = 1n << 1n;
const TRANSLATION = 1n << 0n;

const kindOf = (status: bigint): FaultKind =>
  (status & TRANSLATION) !== 0n ? "translation" : (status & PERMISSION) !== 0n ? "permission" : "other";

export const ipmmuVmsa: FaultFormat = {
  id: "ipmmu-vmsa",
  drivers: ["ipmmu-vmsa"],
  source: "drivers/iommu/ipmmu-vmsa.c (6.1, 6.12)",
  lines: [
    first("Unhandled fault: status {status:hex} iova {iova:hex}", ({ status, iova }) => ({
      address: hex(iova),
      kind: kindOf(hex(status)),
    })),
    first("Page Table Walk Abort @{iova:hex}", ({ iova }) => ({ address: hex(iova), kind: "abort" })),
    first("Multiple TLB hits @{iova:hex}", ({ iova }) => ({ address: hex(iova), kind: "other" })),
  ],
};
