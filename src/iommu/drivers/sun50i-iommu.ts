/** Allwinner's IOMMU (drivers/iommu/sun50i-iommu.c, 6.1 and 6.12). */
import { type IommuDriver, plainDriver } from "../driver.js";
import { perInstance } from "../grouping-common.js";

export const sun50iIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "sun50i-iommu",
    module: "sun50i-iommu",
    compatible: ["allwinner,sun50i-h6-iommu", "allwinner,sun50i-h616-iommu"],
    source: "drivers/iommu/sun50i-iommu.c (6.1, 6.12)",
    groups: perInstance,
  },
];
