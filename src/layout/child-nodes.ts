import { defineLayout } from "./engine/define.js";
import { proposal } from "./engine/proposal.js";
import { knownNeed } from "./engine/waste.js";

/** A sub-node for each member, with an `iommu-addresses` region of its own. */
export const childNodes = defineLayout({
  id: "child-nodes",
  title: "a sub-node per child with its own iommu-addresses",
  order: 4,
  propose: (family) =>
    proposal(
      "own-nodes",
      family.members.map((member) => ({ kind: "own-holes", member, ranges: knownNeed(member) })),
    ),
});
