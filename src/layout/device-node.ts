/** Ranges written on the node of a family's device: what they come to for each member that shares the node. */
import { RangeSet } from "../base/range.js";
import type { Consumer, Family, System } from "../system/model.js";
import { asIommuAddresses, onDevice, unwritableNotes } from "./expressible.js";
import { unheardNotes } from "./requirements.js";
import { listed } from "./sharing.js";

export interface DeviceNode {
  inheritedBy(member: Consumer): RangeSet;
  /** Who gets nothing of it, or not all, and why; empty when nothing is written. */
  readonly notes: readonly string[];
}

export function onDeviceNode(ranges: RangeSet, family: Family, system: System): DeviceNode {
  const place = onDevice(family, system);
  const [head] = family.members;
  const written = head === undefined ? RangeSet.empty : asIommuAddresses(ranges, place, head.granule);
  const without = family.members.filter((m) => !sharesNode(m));
  const notes = [
    ...(without.length === 0
      ? []
      : [`nothing on ${family.parent} reaches ${listed(without)}, which does not use its node`]),
    ...unheardNotes(family.members, system),
    ...unwritableNotes(ranges.subtract(written), place, family.parent),
  ];
  return {
    inheritedBy: (member) => (sharesNode(member) && member.honoursIommuAddresses ? written : RangeSet.empty),
    notes: ranges.isEmpty ? [] : notes,
  };
}

/** Not a child whose DMA alone was configured from the node (`inherits: streams`), nor a PCI function without a node. */
const sharesNode = (member: Consumer): boolean => member.node !== null;
