/** The trace event `iommu:io_page_fault`, which drivers that call report_iommu_fault() leave: the device by its name. */

import type { FaultFacts } from "../fault.js";
import { type FaultFormat, type FieldValues, hex, hexId } from "../format.js";
import { template } from "../template.js";

/** IOMMU_FAULT_WRITE. */
const WRITE = 1;

/** The name is the master's with some drivers and the IOMMU's with others: the board tells. */
const read = ({ name = "", iova, flags }: FieldValues): FaultFacts => ({
  source: { kind: "device", name },
  address: hex(iova),
  access: (hexId(flags) & WRITE) !== 0 ? "write" : "read",
  kind: "translation",
});

export const ioPageFault: FaultFormat = {
  id: "io_page_fault",
  drivers: [],
  source: "include/trace/events/iommu.h (6.1, 6.12)",
  lines: [
    {
      template: template("IOMMU:{driver:words} {name:word} iova={iova:hex} flags={flags:hex}", false),
      role: "first",
      read,
    },
  ],
};
