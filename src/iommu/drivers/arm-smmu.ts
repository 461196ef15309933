/** Arm's SMMUs and their vendors' variants (drivers/iommu/arm/, 6.1 and 6.12). */
import type { Range } from "../../base/range.js";
import {
  apertureOfBits,
  type FactReadings,
  type IdentityConsumer,
  type IommuDriver,
  plainDriver,
  SOFTWARE_MSI,
} from "../driver.js";

/** arm_smmu_of_match in arm-smmu.c. Qualcomm's and NVIDIA's nodes bind through one of these as well. */
const SMMU_V2_COMPATIBLE = [
  "arm,smmu-v1",
  "arm,smmu-v2",
  "arm,mmu-400",
  "arm,mmu-401",
  "arm,mmu-500",
  "cavium,smmu-v2",
  "nvidia,smmu-500",
  "qcom,smmu-v2",
];

const SIXTY_FOUR_KIB = 0x10000n;

/** The width is an identification register's: Linux uses 48 bits of it at most with 4 and 16 KiB pages, else 52. */
const smmuAperture = (bits: number, granule: bigint): Range =>
  apertureOfBits(Math.min(bits, granule >= SIXTY_FOUR_KIB ? 52 : 48));

const PAGE_TABLE_WARNING = "drivers/iommu/io-pgtable-arm.c arm_lpae_map_pages";

const smmuReads = {
  "input-bits": smmuAperture,
  "output-bits": true,
  "page-sizes": true,
  "stream-id-bits": true,
  "msi-window": "software",
} as const satisfies FactReadings;

const smmuV2 = {
  ...plainDriver,
  compatible: SMMU_V2_COMPATIBLE,
  aperture: apertureOfBits(48),
  reads: { ...smmuReads, "stream-map-entries": true },
  pageTableWarning: PAGE_TABLE_WARNING,
  sysfsName: "smmu.%pa",
  groups: { kind: "smmu-v2" },
  iommuAddresses: "readsIommuAddresses",
  msi: SOFTWARE_MSI,
} as const satisfies Partial<IommuDriver>;

const identity = (cameWith: IdentityConsumer["cameWith"], ...names: readonly string[]): readonly IdentityConsumer[] =>
  names.map((name) => ({ compatible: `qcom,${name}`, cameWith }));

const LATER = "hasLaterQcomIdentityList";

/** qcom_smmu_client_of_match in arm-smmu-qcom.c: the oldest list that was read, then what a later one has more. */
const QCOM_IDENTITY: readonly IdentityConsumer[] = [
  ...identity(null, "adreno", "adreno-gmu", "mdp4", "mdss", "sc7180-mdss", "sc7180-mss-pil", "sc7280-mdss"),
  ...identity(null, "sc7280-mss-pil", "sc8180x-mdss", "sm8250-mdss", "sdm845-mdss", "sdm845-mss-pil"),
  ...identity(LATER, "qcm2290-mdss", "sc8280xp-mdss", "sdm670-mdss", "sm6115-mdss", "sm6350-mdss", "sm6375-mdss"),
  ...identity(LATER, "sm8150-mdss", "x1e80100-mdss"),
];

export const armSmmuDrivers: readonly IommuDriver[] = [
  {
    ...smmuV2,
    id: "arm-smmu-qcom",
    variantPrefix: "qcom,",
    source: "drivers/iommu/arm/arm-smmu/arm-smmu.c, arm-smmu-qcom.c (6.1, 6.12)",
    identity: QCOM_IDENTITY,
  },
  {
    ...smmuV2,
    id: "arm-smmu-nvidia",
    variantPrefix: "nvidia,",
    source: "drivers/iommu/arm/arm-smmu/arm-smmu.c, arm-smmu-nvidia.c (6.1, 6.12)",
  },
  { ...smmuV2, id: "arm-smmu", source: "drivers/iommu/arm/arm-smmu/arm-smmu.c (6.1, 6.12)" },
  {
    ...plainDriver,
    id: "arm-smmu-v3",
    compatible: ["arm,smmu-v3"],
    source: "drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c (6.1, 6.12)",
    aperture: apertureOfBits(48),
    reads: smmuReads,
    // arm_smmu_device_dt_probe
    wantsCells: 1,
    pageTableWarning: PAGE_TABLE_WARNING,
    sysfsName: "smmu3.%pa",
    groups: { kind: "smmu-v3" },
    iommuAddresses: "readsIommuAddresses",
    msi: SOFTWARE_MSI,
  },
  {
    ...plainDriver,
    id: "qcom_iommu",
    compatible: ["qcom,msm-iommu-v1", "qcom,msm-iommu-v2"],
    source: "drivers/iommu/arm/arm-smmu/qcom_iommu.c (6.1, 6.12)",
  },
];
