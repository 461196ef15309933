/** TI's OMAP IOMMUs (drivers/iommu/omap-iommu.c, 6.1 and 6.12). */
import { ARM32_NOTE, type IommuDriver, plainDriver } from "../driver.js";
import { perInstance } from "../grouping-common.js";

export const omapIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "omap-iommu",
    module: "omap-iommu",
    compatible: ["ti,omap2-iommu", "ti,omap4-iommu", "ti,dra7-iommu", "ti,dra7-dsp-iommu"],
    source: "drivers/iommu/omap-iommu.c (6.1, 6.12)",
    groups: perInstance,
    note: ARM32_NOTE,
  },
];
