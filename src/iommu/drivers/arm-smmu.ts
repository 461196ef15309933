/** Arm's SMMU v1 and v2 and their vendors' variants (drivers/iommu/arm/arm-smmu/, 6.1 and 6.12). */
import type { DtNode } from "../../tree/tree.js";
import { type IdentityConsumer, type IommuDriver, plainDriver, SOFTWARE_MSI } from "../driver.js";
import {
  type GroupCandidate,
  type Grouping,
  type GroupOutcome,
  type GroupPolicy,
  type GroupTokens,
  joined,
  wideStream,
} from "../grouping.js";
import { SMMU_APERTURE, SMMU_FAMILY, SMMU_PAGE_TABLE_WARNING, smmuReads } from "../smmu.js";
import { type MatchRefusal, StreamMatchTable } from "../stream-match.js";

/** arm_smmu_of_match in arm-smmu.c. Qualcomm's and NVIDIA's nodes bind through one of these as well. */
const COMPATIBLE = [
  "arm,smmu-v1",
  "arm,smmu-v2",
  "arm,mmu-400",
  "arm,mmu-401",
  "arm,mmu-500",
  "cavium,smmu-v2",
  "nvidia,smmu-500",
  "qcom,smmu-v2",
];

/** A device whose entries lie inside others' joins them, other overlaps fail. */
const byStreamMatch: GroupPolicy = { streams: "matched", begin: (tokens) => new StreamMatching(tokens) };

class StreamMatching implements Grouping {
  private readonly tables = new Map<DtNode, StreamMatchTable>();

  constructor(private readonly tokens: GroupTokens) {}

  add(candidate: GroupCandidate): GroupOutcome {
    if (candidate.isAggregate) return joined(this.tokens.own(candidate));
    const tooWide = wideStream(candidate);
    if (tooWide !== null) {
      const mask = 2 ** (candidate.driver.streamIdBits ?? 16) - 1;
      const message = `stream ID ${hex(tooWide.id)} out of range for SMMU (${hex(mask)})`;
      return { ok: false, reason: tooWide.reason, message, refusal: "stream-width" };
    }
    const entries = candidate.driver.streamMapEntries;
    const table = this.tables.get(candidate.iommu) ?? new StreamMatchTable(entries);
    this.tables.set(candidate.iommu, table);
    const outcome = table.add(candidate.streams, () => this.tokens.own(candidate));
    if (outcome.ok) return joined(outcome.group);
    const stream = `stream ${hex(outcome.stream.id)} mask ${hex(outcome.stream.mask)}`;
    const refusal = outcome.reason === "no-entry" ? "stream-table" : "streams";
    return { ok: false, reason: refusalText(outcome.reason, stream, entries), message: null, refusal };
  }

  remove({ iommu, streams }: GroupCandidate): void {
    this.tables.get(iommu)?.remove(streams);
  }
}

function refusalText(reason: MatchRefusal, stream: string, entries: number | null): string {
  switch (reason) {
    case "overlap":
      return `its ${stream} overlaps a stream of an earlier device without lying inside it: arm-smmu refuses with -EINVAL`;
    case "two-groups":
      return `its streams lie inside those of two groups: arm-smmu refuses with -EINVAL at ${stream}`;
    case "no-entry":
      return `all ${entries} stream-map entries are taken before its ${stream}: arm-smmu refuses with -ENOSPC`;
  }
}

const hex = (value: number): string => `0x${value.toString(16)}`;

const smmuV2 = {
  ...plainDriver,
  module: "arm-smmu",
  family: SMMU_FAMILY,
  compatible: COMPATIBLE,
  aperture: SMMU_APERTURE,
  reads: { ...smmuReads, "stream-map-entries": true },
  pageTableWarning: SMMU_PAGE_TABLE_WARNING,
  sysfsName: "smmu.%pa",
  groups: byStreamMatch,
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

export const armSmmu: readonly IommuDriver[] = [
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
];
