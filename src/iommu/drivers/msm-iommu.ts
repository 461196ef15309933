/** Qualcomm's IOMMU of 32-bit chips (drivers/iommu/msm_iommu.c, 6.1 and 6.12). */
import { ARM32_NOTE, type IommuDriver, plainDriver } from "../driver.js";

export const msmIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "msm_iommu",
    module: "msm-iommu",
    compatible: ["qcom,apq8064-iommu"],
    source: "drivers/iommu/msm_iommu.c (6.1, 6.12)",
    note: ARM32_NOTE,
  },
];
