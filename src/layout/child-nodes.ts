import { RangeSet } from "../base/range.js";
import { defineLayout } from "./define.js";
import { asIommuAddresses } from "./expressible.js";
import type { Layout } from "./model.js";
import { unheardNotes } from "./requirements.js";
import { evaluateSubNodes } from "./sub-nodes.js";
import { knownNeed } from "./waste.js";

/** A sub-node for each member, with an `iommu-addresses` region of its own. */
export const childNodes: Layout = defineLayout({
  id: "child-nodes",
  title: "a sub-node per child with its own iommu-addresses",
  evaluate(family, system) {
    return evaluateSubNodes(
      childNodes,
      family,
      system,
      "iommu-addresses",
      (member, place) => {
        if (!member.honoursIommuAddresses) return { reserved: RangeSet.empty, unsaid: RangeSet.empty };
        const need = knownNeed(member);
        const reserved = asIommuAddresses(need, place, member.granule);
        return { reserved, unsaid: need.subtract(reserved) };
      },
      unheardNotes(family.members, system),
    );
  },
});
