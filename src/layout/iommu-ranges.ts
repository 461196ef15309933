import { RangeSet } from "../base/range.js";
import { defineLayout } from "./engine/define.js";
import { proposal } from "./engine/proposal.js";
import { knownNeed } from "./engine/waste.js";

/**
 * A sub-node for each member, with `iommu-ranges` that say what it may use. Who needs nothing kept free is best left
 * without the property: it would close all that it does not list.
 */
export const iommuRanges = defineLayout({
  id: "iommu-ranges",
  title: "a sub-node per child with its usable iommu-ranges",
  order: 5,
  propose: (family) =>
    proposal(
      "own-nodes",
      family.members
        .map((member) => ({ member, need: knownNeed(member) }))
        .filter(({ need }) => !need.isEmpty)
        .map(({ member, need }) => {
          const ranges = RangeSet.of([member.reach]).subtract(need);
          return { kind: "own-usable", member, ranges };
        }),
    ),
});
