import type { RangeSet } from "../base/range.js";
import type { Consumer, Family } from "../system/model.js";
import { defineLayout } from "./define.js";
import { atRunTimeToday, baseOf, byNodeToday, domainsOf, type FamilyDomain, type Written } from "./domains.js";
import type { Layout, LayoutRequirements } from "./model.js";
import { kernels } from "./requirements.js";
import { type Outcome, resultOf } from "./result.js";
import { intendedFor, sharedDomainNotes, withoutDomainNotes } from "./sharing.js";
import { measure, reservedBy } from "./waste.js";

/** What the device tree says today, and what the plan says that drivers reserve at run time today. */
export const asWritten: Layout = defineLayout({
  id: "as-written",
  title: "what the device tree says today",
  evaluate(family, system) {
    const domains = domainsOf(family, system);
    const outcomes = domains.flatMap((shared): Outcome[] => {
      const base = baseOf(shared);
      const exact = exactlyToday(shared);
      // The system stage has put all of this through the allocator already, and what it says is what Linux does.
      return shared.members.map((member) => ({
        figures: measure(member, member.usable, { exact, base }),
        asWritten: reservedBy(member, member.usable, base).equals(intendedFor(member, today(member), base)),
      }));
    });
    const requires = { kernel: kernelOf(family), ownStreams: false, deviceTreeChange: false, driverChange: false };
    return resultOf(asWritten, family, outcomes, requires, [
      ...withoutDomainNotes(family.members),
      ...sharedDomainNotes(domains, today),
      ...refusedCalls(family),
    ]);
  },
});

const today = (consumer: Consumer): Written => ({
  byNode: byNodeToday(consumer),
  atRunTime: atRunTimeToday(consumer),
});

const exactlyToday = ({ first, members, outsiders }: FamilyDomain): RangeSet =>
  [...members, ...outsiders].map(atRunTimeToday).reduce((all, calls) => all.union(calls), byNodeToday(first));

const refusedCalls = (family: Family): readonly string[] =>
  family.members.flatMap((member) =>
    member.runtimeCalls.flatMap(({ result, reason }) =>
      result === "0" ? [] : [`a call of ${member.name ?? member.id} gives ${result}: ${reason ?? "no reason known"}`],
    ),
  );

/** The youngest thing that it relies on. */
function kernelOf(family: Family): LayoutRequirements["kernel"] {
  const { members } = family;
  if (members.some((m) => m.runtimeCalls.length > 0)) return kernels.runtimeCall;
  const origins = members.flatMap((m) => m.reservations.map((r) => r.origin.kind));
  if (origins.includes("iommu-ranges")) return kernels.iommuRanges;
  return origins.includes("iommu-addresses") ? kernels.iommuAddresses : kernels.any;
}
