/** Rockchip: the IOMMU serves one master, or a few that share it, and does not tell which. */
import { accessOf, either, type FaultFormat, first, hex } from "../format.js";

export const rockchipIommu: FaultFormat = {
  id: "rockchip-iommu",
  drivers: ["rockchip-iommu"],
  source: "drivers/iommu/rockchip-iommu.c (6.1, 6.12)",
  lines: [
    first("Page fault at {iova:hex} of type {access:read|write}", ({ iova, access }) => ({
      address: hex(iova),
      access: accessOf(access),
      kind: "translation",
    })),
    either("iova = {iova:hex}: dte_index:", ({ iova }) => ({ address: hex(iova) })),
    first("BUS_ERROR occurred at {iova:hex}", ({ iova }) => ({ address: hex(iova), kind: "abort" })),
  ],
};
