/** Every IOMMU driver: made from the folder by `npm run registries`. */
import type { IommuDriver } from "./driver.js";
import { appleDart } from "./drivers/apple-dart.js";
import { armSmmu } from "./drivers/arm-smmu.js";
import { armSmmuV3 } from "./drivers/arm-smmu-v3.js";
import { exynosIommu } from "./drivers/exynos-iommu.js";
import { fslPamu } from "./drivers/fsl-pamu.js";
import { ipmmuVmsa } from "./drivers/ipmmu-vmsa.js";
import { msmIommu } from "./drivers/msm-iommu.js";
import { mtkIommu } from "./drivers/mtk-iommu.js";
import { mtkIommuV1 } from "./drivers/mtk-iommu-v1.js";
import { omapIommu } from "./drivers/omap-iommu.js";
import { qcomIommu } from "./drivers/qcom-iommu.js";
import { riscvIommu } from "./drivers/riscv-iommu.js";
import { rockchipIommu } from "./drivers/rockchip-iommu.js";
import { samsungSysmmu } from "./drivers/samsung-sysmmu.js";
import { sprdIommu } from "./drivers/sprd-iommu.js";
import { sun50iIommu } from "./drivers/sun50i-iommu.js";
import { tegraSmmu } from "./drivers/tegra-smmu.js";
import { virtioIommu } from "./drivers/virtio-iommu.js";

const found: readonly (readonly IommuDriver[])[] = [
  appleDart,
  armSmmu,
  armSmmuV3,
  exynosIommu,
  fslPamu,
  ipmmuVmsa,
  msmIommu,
  mtkIommu,
  mtkIommuV1,
  omapIommu,
  qcomIommu,
  riscvIommu,
  rockchipIommu,
  samsungSysmmu,
  sprdIommu,
  sun50iIommu,
  tegraSmmu,
  virtioIommu,
];

/** Variants stand before the driver they vary: the first row that fits counts. */
export const iommuDrivers: readonly IommuDriver[] = found
  .flat()
  .toSorted((a, b) => Number(a.variantPrefix === null) - Number(b.variantPrefix === null));
