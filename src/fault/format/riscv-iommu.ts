/** RISC-V: the fault queue's record; causes are those of the architecture's document. */
import type { Access, FaultKind } from "../fault.js";
import { dec, type FaultFormat, first, hex, hexId } from "../format.js";

/** Causes of page faults and faults of access (RISC-V IOMMU architecture, "Fault/Event-Queue"). */
const ACCESS: ReadonlyMap<number, Access> = new Map([
  [1, "execute"],
  [5, "read"],
  [7, "write"],
  [12, "execute"],
  [13, "read"],
  [15, "write"],
  [20, "execute"],
  [21, "read"],
  [23, "write"],
]);
const PAGE_FAULTS: ReadonlySet<number> = new Set([12, 13, 15, 20, 21, 23]);
/** Inbound transactions disallowed; entries of the device's tables that do not load, are invalid or ill-formed. */
const NO_TABLE: ReadonlySet<number> = new Set([256, 257, 258, 259, 260, 265, 266, 267]);

const kindOf = (cause: number): FaultKind =>
  PAGE_FAULTS.has(cause) ? "translation" : NO_TABLE.has(cause) ? "no-table" : ACCESS.has(cause) ? "abort" : "other";

export const riscvIommu: FaultFormat = {
  id: "riscv-iommu",
  drivers: ["riscv-iommu"],
  source: "drivers/iommu/riscv/iommu.c (as posted for 6.13)",
  lines: [
    first("Fault {cause:dec} devid: {id:hex} iotval: {iova:hex} iotval2: {iova2:hex}", ({ cause, id, iova }) => {
      const access = ACCESS.get(dec(cause));
      return {
        source: { kind: "stream", id: hexId(id) },
        address: hex(iova),
        kind: kindOf(dec(cause)),
        ...(access !== undefined && { access }),
      };
    }),
  ],
};
