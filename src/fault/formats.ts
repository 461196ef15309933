/** Every driver's fault messages: made from the folder by `npm run registries`. */
import { appleDart } from "./format/apple-dart.js";
import { armSmmu } from "./format/arm-smmu.js";
import { armSmmuV3 } from "./format/arm-smmu-v3.js";
import { exynosIommu } from "./format/exynos-iommu.js";
import { ioPageFault } from "./format/io-page-fault.js";
import { ipmmuVmsa } from "./format/ipmmu-vmsa.js";
import { msmIommu } from "./format/msm-iommu.js";
import { mtkIommu } from "./format/mtk-iommu.js";
import { omapIommu } from "./format/omap-iommu.js";
import { riscvIommu } from "./format/riscv-iommu.js";
import { rockchipIommu } from "./format/rockchip-iommu.js";
import { sun50iIommu } from "./format/sun50i-iommu.js";
import { tegraMc } from "./format/tegra-mc.js";
import { virtioIommu } from "./format/virtio-iommu.js";
import type { FaultFormat } from "./format.js";

export const faultFormats: readonly FaultFormat[] = [
  appleDart,
  armSmmu,
  armSmmuV3,
  exynosIommu,
  ioPageFault,
  ipmmuVmsa,
  msmIommu,
  mtkIommu,
  omapIommu,
  riscvIommu,
  rockchipIommu,
  sun50iIommu,
  tegraMc,
  virtioIommu,
];
