/** What layouts ask of kernel, streams, device tree and drivers. */
import { RangeSet, roundOutward } from "../base/range.js";
import type { ReleasedBehaviourId } from "../kernel/behaviours.js";
import { sinceOf } from "../kernel/kernel.js";
import { postedSeries, runtimeCallProposal } from "../kernel/series.js";
import type { Consumer, Family, System } from "../system/model.js";
import { byNodeToday, type Written } from "./domains.js";
import type { LayoutRequirements } from "./model.js";
import { listed } from "./sharing.js";
import { knownNeed, needOf } from "./waste.js";

/** What of the kernel layouts rely on. */
export const kernels = {
  any: { status: "any" },
  iommuAddresses: released("readsIommuAddresses"),
  iommuRanges: { status: "under-review", what: postedSeries["iommu-ranges"].title, behaviour: "readsIommuRanges" },
  runtimeCall: { status: "under-review", what: runtimeCallProposal.title, behaviour: null },
  dmaRanges: released("limitsByBusDmaLimit"),
} as const satisfies Readonly<Record<string, LayoutRequirements["kernel"]>>;

function released(behaviour: ReleasedBehaviourId): LayoutRequirements["kernel"] {
  return { status: "released", since: sinceOf(behaviour), behaviour };
}

/** What a layout asks that gives each member a node of its own; nothing where nobody needs anything kept free. */
export function nodesOfTheirOwn(family: Family, kernel: LayoutRequirements["kernel"]) {
  const idle = family.members.every((member) => needOf(member)?.isEmpty ?? false);
  const newNodes = !idle && family.members.some((m) => m.kind === "runtime-child");
  return {
    kernel: idle ? kernels.any : kernel,
    ownStreams: !idle && isShared(family),
    // A runtime child that becomes a node must be created from it; its driver does not do that today.
    driverChange: newNodes,
    restructures: newNodes,
    idle,
  };
}

/** Whether other ranges stand on the members' nodes today than `written` puts there. */
export function changesRanges(
  family: Family,
  written: (member: Consumer) => Written,
  property: "iommu-addresses" | "iommu-ranges",
): boolean {
  return family.members.some((member) => {
    const kinds = member.reservations.map((r) => r.origin.kind);
    if (kinds.includes(property === "iommu-ranges" ? "iommu-addresses" : "iommu-ranges")) return true;
    const granules = (set: RangeSet) => RangeSet.of(set.ranges.map((r) => roundOutward(r, member.granule)));
    const today = granules(byNodeToday(member)).clip(member.reach);
    return !today.equals(granules(written(member).byNode).clip(member.reach));
  });
}

/** Whether members could differ at all: then each must send on streams of its own. */
export const isShared = (family: Family): boolean => family.members.length > 1;

/** A node of its own that becomes a runtime child must be created by its parent's driver. */
export const dropsNodes = (family: Family): boolean =>
  family.members.some((m) => m.kind !== "runtime-child" && m.parent !== null);

/** Why `iommu-addresses` would not count for some member; empty when it counts for all. */
export function unheardNotes(members: readonly Consumer[], { options }: System): readonly string[] {
  const unheard = members.filter((m) => !m.honoursIommuAddresses && !knownNeed(m).isEmpty);
  if (unheard.length === 0) return [];
  const whose = unheard.length === members.length ? "" : ` for ${listed(unheard)}`;
  return [
    `iommu-addresses count for nothing${whose}: the IOMMU's driver in Linux ${options.kernel.text} passes over them`,
  ];
}
