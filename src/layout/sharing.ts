/** What sharing a domain does to a layout, in figures and in words. */
import { RangeSet, roundOutward } from "../base/range.js";
import type { Consumer, Domain } from "../system/model.js";
import { type FamilyDomain, hasDomain, type Written } from "./domains.js";

/** What the layout wants kept from the member, in whole granules within reach. */
export function intendedFor({ reach, granule }: Consumer, written: Written, base: RangeSet): RangeSet {
  const both = [...written.byNode.ranges, ...written.atRunTime.ranges];
  return RangeSet.of(both.map((r) => roundOutward(r, granule)))
    .clip(reach)
    .subtract(base);
}

/** One note for each domain in which members do not simply get what is written for them. */
export function sharedDomainNotes(
  domains: readonly FamilyDomain[],
  written: (member: Consumer) => Written,
): readonly string[] {
  return domains.flatMap((shared) => {
    if (shared.members.length + shared.outsiders.length < 2) return [];
    const effects = sharingEffects(shared, written);
    if (effects.length === 0) return [];
    const whose = listed([...shared.members, ...shared.outsiders]);
    return [`${whose} share one domain (${whySharing(shared.domain)}): ${effects.join("; ")}`];
  });
}

function whySharing({ group, sharing }: Domain): string {
  const inGroup = group === null ? "" : `${group}, `;
  switch (sharing) {
    case "alone":
    case "group":
      return group ?? "no group";
    case "parent-streams":
      return `${inGroup}the device's own streams`;
    case "unknown-iommu":
      return "the same streams of an IOMMU without a known driver";
    case "same-streams":
      return `${inGroup}the same streams`;
  }
}

/** Whose figures are those of a domain that Linux does not give them. */
export function withoutDomainNotes(members: readonly Consumer[]): readonly string[] {
  const identity = members.filter((member) => member.domainType === "identity");
  const none = members.filter((member) => !hasDomain(member));
  return [
    ...none.map((member) => {
      const reason = member.groupReason ?? "Linux fails to set it up";
      return `${nameOf(member)} has no domain (${reason}): its figures are as if it had attached${member.domain.members.length === 1 ? " alone" : ""}`;
    }),
    ...(identity.length === 0
      ? []
      : [
          `DMA of ${listed(identity)} is not translated (identity domain): the figures are what a DMA domain would give`,
        ]),
  ];
}

function sharingEffects({ first, members }: FamilyDomain, written: (member: Consumer) => Written): readonly string[] {
  const effects: string[] = [];
  const ofFirst = members.includes(first) ? written(first).byNode : null;
  const lost = members.filter((member) => !written(member).byNode.equals(ofFirst ?? RangeSet.empty));
  if (lost.length > 0) {
    effects.push(
      `of what the device tree reserves for each, only that of ${nameOf(first)} counts, which initialises it`,
    );
  }
  if (members.some((member) => !written(member).atRunTime.isEmpty)) {
    effects.push("what one reserves at run time is kept from all");
  }
  return effects;
}

export const nameOf = ({ name, id }: Consumer): string => name ?? id;

const MOST_NAMES = 4;

/** `a, b and c`; `a, b, c, d and 12 more`. */
export function listed(consumers: readonly Consumer[]): string {
  const names = consumers.slice(0, MOST_NAMES).map(nameOf);
  const more = consumers.length - names.length;
  const words = more > 0 ? [...names, `${more} more`] : names;
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
