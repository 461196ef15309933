/** What `runtime` and `runtime-alloc` write into the tree: on the device's node, what all its children must avoid. */
import { RangeSet } from "../base/range.js";
import { onDevice } from "../layout/engine/expressible.js";
import type { Proposal } from "../layout/engine/proposal.js";
import type { Family } from "../system/model.js";
import { pathOf } from "../tree/tree.js";
import { type Draft, setHoles } from "./holes.js";
import { stemOf } from "./names.js";

export function writeDeviceHoles(draft: Draft, family: Family, { writes }: Proposal): void {
  const device = family.node;
  // Whoever reads the device's node shows what stands on it; where nobody does, nothing written there would count.
  const reader = family.members.find(({ node }) => node === device);
  if (reader === undefined) return;
  const common = writes.find((write) => write.kind === "device-holes");
  setHoles(draft, device, reader, {
    target: draft.change.reference(device),
    ranges: common?.kind === "device-holes" ? common.ranges : RangeSet.empty,
    place: onDevice(family, draft.system),
    granule: reader.granule,
    name: `${stemOf(device)}-iova`,
    whose: pathOf(device),
  });
}
