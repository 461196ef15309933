import { RangeSet } from "../base/range.js";
import { defineLayout } from "./engine/define.js";
import { proposal } from "./engine/proposal.js";
import { knownNeed } from "./engine/waste.js";

/** The union of all needs on the device's node: what Linux makes of runtime children that share it. */
export const shared = defineLayout({
  id: "shared",
  title: "the union of all needs on the parent",
  order: 2,
  propose(family) {
    const ranges = family.members.map(knownNeed).reduce((all, need) => all.union(need), RangeSet.empty);
    return proposal("share-device", [{ kind: "device-holes", ranges }]);
  },
});
