/** Needs split into what all have in common, for the device's node, and what is left for each member. */
import { RangeSet } from "../../base/range.js";
import type { Consumer, Family, System } from "../../system/model.js";
import { effectsOf } from "./effects.js";
import { byNodeToday, familyDomains } from "./family-domains.js";
import { proposal, type Write } from "./proposal.js";
import { knownNeed, needOf } from "./waste.js";

interface Rest {
  readonly member: Consumer;
  readonly ranges: RangeSet;
  /** The consumer that initialises its domain. */
  readonly first: Consumer;
}

/**
 * The rest of a member is whatever of its need the node does not give its domain: all of it where the member does not
 * use the node, where another device initialises the domain, or where Linux passes over what stands on the node.
 */
export function commonAndRest(
  family: Family,
  system: System,
): { readonly common: Write; readonly rest: readonly Rest[] } {
  const wanted: Write = { kind: "device-holes", ranges: commonNeed(family) };
  const given = effectsOf(proposal("share-device", [wanted]), family, system);
  const counts = family.members.some((member) => !given.of(member).byNode.isEmpty);
  const common = counts ? wanted : { ...wanted, ranges: RangeSet.empty };
  const rest = familyDomains(family, system).flatMap(({ first, members }) => {
    const held = members.includes(first) ? given.of(first).byNode : byNodeToday(first);
    return members.map((member) => ({ member, ranges: knownNeed(member).subtract(held), first }));
  });
  return { common, rest };
}

/** What every member whose need is known must avoid. */
function commonNeed(family: Family): RangeSet {
  const [first, ...others] = family.members.flatMap((member) => needOf(member) ?? []);
  return first === undefined ? RangeSet.empty : others.reduce((common, need) => common.intersect(need), first);
}
