import { RangeSet } from "../base/range.js";
import type { Consumer, Family, System } from "../system/model.js";
import { defineLayout } from "./define.js";
import { onDeviceNode } from "./device-node.js";
import { byNodeToday, domainsOf, type Written } from "./domains.js";
import type { Layout } from "./model.js";
import { dropsNodes, isShared, kernels } from "./requirements.js";
import { evaluateWritten } from "./result.js";
import { knownNeed, needOf } from "./waste.js";

/**
 * The needs common to all on the device's node, the rest by the proposed call when a child is made. The rest of a child
 * is whatever of its need the node does not give its domain: all of it where the child does not use the node, where
 * another device initialises the domain, or where the IOMMU's driver passes over `iommu-addresses`.
 */
export const runtime: Layout = defineLayout({
  id: "runtime",
  title: "common needs on the parent, the rest at run time",
  evaluate(family, system) {
    const parent = onDeviceNode(commonNeed(family), family, system);
    const calls = callsOf(family, system, parent.inheritedBy);
    const callers = family.members.filter((member) => !(calls.get(member.id) ?? RangeSet.empty).isEmpty);
    const written = (member: Consumer): Written => ({
      byNode: parent.inheritedBy(member),
      atRunTime: calls.get(member.id) ?? RangeSet.empty,
    });
    const onNode = family.members.some((member) => !parent.inheritedBy(member).isEmpty);
    return evaluateWritten(runtime, family, system, written, {
      kernel: callers.length > 0 ? kernels.runtimeCall : onNode ? kernels.iommuAddresses : kernels.any,
      ownStreams: callers.length > 0 && isShared(family),
      driverChange: callers.length > 0 || dropsNodes(family),
      restructures: dropsNodes(family),
      property: "iommu-addresses",
      notes: parent.notes,
    });
  },
});

/** What every member whose need is known must avoid. */
function commonNeed(family: Family): RangeSet {
  const [first, ...rest] = family.members.flatMap((member) => needOf(member) ?? []);
  return first === undefined ? RangeSet.empty : rest.reduce((common, need) => common.intersect(need), first);
}

function callsOf(
  family: Family,
  system: System,
  inheritedBy: (member: Consumer) => RangeSet,
): ReadonlyMap<string, RangeSet> {
  const calls = new Map<string, RangeSet>();
  for (const { first, members } of domainsOf(family, system)) {
    const given = members.includes(first) ? inheritedBy(first) : byNodeToday(first);
    for (const member of members) calls.set(member.id, knownNeed(member).subtract(given));
  }
  return calls;
}
