/** Rockchip's IOMMUs (drivers/iommu/rockchip-iommu.c, 6.1 and 6.12). */
import { type IommuDriver, plainDriver } from "../driver.js";
import { perInstance } from "../grouping-common.js";

export const rockchipIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "rockchip-iommu",
    module: "rockchip-iommu",
    compatible: ["rockchip,iommu", "rockchip,rk3568-iommu"],
    source: "drivers/iommu/rockchip-iommu.c (6.1, 6.12)",
    groups: perInstance,
  },
];
