/** Arm's SMMU v3 (drivers/iommu/arm/arm-smmu-v3/, 6.1 and 6.12). */
import type { DtNode } from "../../tree/tree.js";
import { type IommuDriver, plainDriver, SOFTWARE_MSI } from "../driver.js";
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

/** Each device its own group; a second device with a stream id that is taken fails (arm_smmu_insert_master). */
const byStreamOwner: GroupPolicy = { streams: "owned", begin: (tokens) => new StreamOwners(tokens) };

class StreamOwners implements Grouping {
  private readonly owners = new Map<DtNode, Map<number, GroupCandidate>>();

  constructor(private readonly tokens: GroupTokens) {}

  add(candidate: GroupCandidate): GroupOutcome {
    if (candidate.isAggregate) return joined(this.tokens.own(candidate));
    const tooWide = wideStream(candidate);
    if (tooWide !== null) return { ok: false, reason: tooWide.reason, message: null, refusal: "stream-width" };
    const owners = this.owners.get(candidate.iommu) ?? new Map<number, GroupCandidate>();
    this.owners.set(candidate.iommu, owners);
    for (const { id } of candidate.streams) {
      const owner = owners.get(id);
      if (owner !== undefined) return this.taken(id, owner);
    }
    for (const { id } of candidate.streams) owners.set(id, candidate);
    return joined(this.tokens.own(candidate));
  }

  remove(candidate: GroupCandidate): void {
    const owners = this.owners.get(candidate.iommu);
    for (const { id } of candidate.streams) if (owners?.get(id) === candidate) owners.delete(id);
  }

  private taken(id: number, owner: GroupCandidate): GroupOutcome {
    const message = this.tokens.kernel.refusesSharedStreamsUnnamed
      ? null
      : `stream ${id} already in tree from dev ${owner.deviceName}`;
    const reason = `its stream ${id} belongs to ${owner.id} already: arm-smmu-v3 refuses`;
    return { ok: false, reason, message, refusal: null };
  }
}

export const armSmmuV3: readonly IommuDriver[] = [
  {
    ...plainDriver,
    id: "arm-smmu-v3",
    module: "arm-smmu-v3",
    family: SMMU_FAMILY,
    compatible: ["arm,smmu-v3"],
    source: "drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c (6.1, 6.12)",
    aperture: SMMU_APERTURE,
    reads: smmuReads,
    // arm_smmu_device_dt_probe
    wantsCells: 1,
    pageTableWarning: SMMU_PAGE_TABLE_WARNING,
    sysfsName: "smmu3.%pa",
    groups: byStreamOwner,
    iommuAddresses: "readsIommuAddresses",
    msi: SOFTWARE_MSI,
  },
];
