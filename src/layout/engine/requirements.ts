/** What layouts ask of kernel, streams, device tree and drivers. */
import { RangeSet, roundOutward } from "../../base/range.js";
import type { ReleasedBehaviourId } from "../../kernel/behaviours.js";
import { sinceOf } from "../../kernel/kernel.js";
import { postedSeries, runtimeCallProposal } from "../../kernel/series.js";
import type { Consumer, Family } from "../../system/model.js";
import type { Effects } from "./effects.js";
import { byNodeToday } from "./family-domains.js";
import type { LayoutRequirements } from "./model.js";
import type { Proposal, WriteKind } from "./proposal.js";

type KernelRequirement = LayoutRequirements["kernel"];

const ANY: KernelRequirement = { status: "any" };

const IOMMU_ADDRESSES = released("readsIommuAddresses");
const IOMMU_RANGES: KernelRequirement = {
  status: "under-review",
  what: postedSeries["iommu-ranges"].title,
  behaviour: "readsIommuRanges",
};
const RUNTIME_CALL: KernelRequirement = { status: "under-review", what: runtimeCallProposal.title, behaviour: null };

/** What each kind of writing relies on; the youngest last. */
const KERNELS: readonly (readonly [WriteKind, KernelRequirement])[] = [
  ["own-window", released("limitsByBusDmaLimit")],
  ["device-holes", IOMMU_ADDRESSES],
  ["own-holes", IOMMU_ADDRESSES],
  ["allocations", released("hasIovaTryAlloc")],
  ["own-usable", IOMMU_RANGES],
  ["calls", RUNTIME_CALL],
];

function released(behaviour: ReleasedBehaviourId): KernelRequirement {
  return { status: "released", since: sinceOf(behaviour), behaviour };
}

/** What is there today asks for the youngest thing that it relies on. */
export function requirementsToday({ members }: Family): LayoutRequirements {
  const origins = members.flatMap((m) => m.reservations.map((r) => r.origin.kind));
  const kernel = members.some((m) => m.runtimeCalls.length > 0)
    ? RUNTIME_CALL
    : origins.includes("iommu-ranges") || members.some((m) => m.promised !== null)
      ? IOMMU_RANGES
      : origins.includes("iommu-addresses")
        ? IOMMU_ADDRESSES
        : ANY;
  return { kernel, ownStreams: false, deviceTreeChange: false, driverChange: false };
}

export function requirementsOf({ members, writes }: Proposal, effects: Effects, family: Family): LayoutRequirements {
  const kinds = new Set(writes.map((write) => write.kind));
  const isForEach = writes.some((write) => write.kind !== "device-holes");
  // A runtime child that becomes a node, or a node that becomes a runtime child, is created by its parent's driver.
  const restructures =
    members === "share-device"
      ? family.members.some((m) => m.kind !== "runtime-child" && m.parent !== null)
      : isForEach && family.members.some((m) => m.kind === "runtime-child");
  return {
    kernel: KERNELS.findLast(([kind]) => kinds.has(kind))?.[1] ?? ANY,
    // Members can differ only on streams of their own.
    ownStreams: isForEach && family.members.length > 1,
    deviceTreeChange: restructures || kinds.has("own-window") || changesRanges(family, effects, kinds),
    driverChange: restructures || kinds.has("calls") || kinds.has("allocations"),
  };
}

/** Whether other ranges, or the same in another property, stand on the members' nodes today. */
function changesRanges(family: Family, effects: Effects, kinds: ReadonlySet<WriteKind>): boolean {
  const other = kinds.has("own-usable") ? "iommu-addresses" : "iommu-ranges";
  return family.members.some((member) => {
    if (member.reservations.some((r) => r.origin.kind === other)) return true;
    return !wholeGranules(member, byNodeToday(member)).equals(wholeGranules(member, effects.of(member).byNode));
  });
}

const wholeGranules = ({ reach, granule }: Consumer, set: RangeSet): RangeSet =>
  RangeSet.of(set.ranges.map((r) => roundOutward(r, granule))).clip(reach);
