/** MediaTek's first-generation IOMMU (drivers/iommu/mtk_iommu_v1.c, 6.1 and 6.12). */
import { type IommuDriver, plainDriver } from "../driver.js";

export const mtkIommuV1: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "mtk_iommu_v1",
    module: "mtk_iommu_v1",
    compatible: ["mediatek,mt2701-m4u"],
    source: "drivers/iommu/mtk_iommu_v1.c (6.1, 6.12)",
    note: "a 32-bit Arm driver that maps through arch/arm's own DMA code, not through dma-iommu",
  },
];
