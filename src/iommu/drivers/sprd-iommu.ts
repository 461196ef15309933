/** Unisoc's IOMMU (drivers/iommu/sprd-iommu.c, 6.1 and 6.12). */
import { apertureOfBits, type IommuDriver, plainDriver } from "../driver.js";
import { perInstance } from "../grouping-common.js";

export const sprdIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "sprd-iommu",
    module: "sprd-iommu",
    compatible: ["sprd,iommu-v1"],
    source: "drivers/iommu/sprd-iommu.c (6.1, 6.12)",
    aperture: apertureOfBits(28),
    groups: perInstance,
  },
];
