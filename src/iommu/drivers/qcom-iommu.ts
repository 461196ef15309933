/** Qualcomm's IOMMU with context banks in the tree (drivers/iommu/arm/arm-smmu/qcom_iommu.c, 6.1 and 6.12). */
import { type IommuDriver, plainDriver } from "../driver.js";

export const qcomIommu: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "qcom_iommu",
    module: "qcom-iommu",
    compatible: ["qcom,msm-iommu-v1", "qcom,msm-iommu-v2"],
    source: "drivers/iommu/arm/arm-smmu/qcom_iommu.c (6.1, 6.12)",
  },
];
