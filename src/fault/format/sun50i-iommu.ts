/** Allwinner: the number of the master, which is its stream id. */
import { accessOf, dec, type FaultFormat, first, hex } from "../format.js";

export const sun50iIommu: FaultFormat = {
  id: "sun50i-iommu",
  drivers: ["sun50i-iommu"],
  source: "drivers/iommu/sun50i-iommu.c (6.1, 6.12)",
  lines: [
    first("Page fault for {iova:hex} (master {master:dec}, dir {access:wr|rd})", ({ iova, master, access }) => ({
      source: { kind: "stream", id: dec(master) },
      address: hex(iova),
      access: accessOf(access),
      kind: "translation",
    })),
  ],
};
