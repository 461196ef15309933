import { RangeSet, range } from "../base/range.js";
import { SPACE_END } from "../system/space.js";
import { defineLayout } from "./define.js";
import { fittingCells } from "./expressible.js";
import type { Layout } from "./model.js";
import { evaluateSubNodes } from "./sub-nodes.js";
import { needOf } from "./waste.js";

const everything = RangeSet.of([range(0n, SPACE_END)]);

/**
 * A sub-node for each member, with `iommu-ranges` that say what it may use. What is reserved is all the rest of the
 * 64-bit space; rounding that outward is rounding the usable ranges inward.
 */
export const iommuRanges: Layout = defineLayout({
  id: "iommu-ranges",
  title: "a sub-node per child with its usable iommu-ranges",
  evaluate(family, system) {
    return evaluateSubNodes(
      iommuRanges,
      family,
      system,
      "iommu-ranges",
      (member, place) => {
        const need = needOf(member);
        // Who needs nothing kept free is best left without the property: it would close all that it does not list.
        if (need === null || need.isEmpty) return { reserved: RangeSet.empty, unsaid: RangeSet.empty };
        const usable = RangeSet.of([member.reach]).subtract(need);
        const said = fittingCells(usable, place, member.granule);
        return { reserved: everything.subtract(said), unsaid: usable.subtract(said) };
      },
      [],
    );
  },
});
