/** TI OMAP: each IOMMU serves one processor. */
import { type FaultFormat, first, hex } from "../format.js";

export const omapIommu: FaultFormat = {
  id: "omap-iommu",
  drivers: ["omap-iommu"],
  source: "drivers/iommu/omap-iommu.c (6.1, 6.12)",
  lines: [
    first("errs:{errors:hex} da:{iova:hex} pgd:", ({ errors, iova }) => ({
      address: hex(iova),
      // Bit 1: translation fault; bit 3: the table could not be read.
      kind: (hex(errors) & 2n) !== 0n ? "translation" : (hex(errors) & 8n) !== 0n ? "abort" : "other",
    })),
  ],
};
