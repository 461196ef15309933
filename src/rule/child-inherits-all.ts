import { RangeSet } from "../base/range.js";
import { defineRule } from "./engine/model.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural, rangesText } from "./facts/words.js";

export const childInheritsAll = defineRule({
  id: "child-inherits-all",
  title: "runtime children inherit every range of their parent",
  severity: "note",
  why: "Linux matches a child that a driver creates with its parent's node against the parent's regions: it loses all of them, needed or not (of_iommu_get_resv_regions compares of_node, 6.12).",
  fix: "State what each child needs in a plan file; `iova-plan analyze` then shows what each layout wastes.",
  needs: [],
  check: ({ system }) =>
    system.families.flatMap(({ parent, members }) => {
      const heirs = members.filter((member) => member.kind === "runtime-child" && member.node !== null);
      const inherited = heirs.flatMap(({ reservations }) =>
        reservations.flatMap(({ origin, start, length }) =>
          (origin.kind === "iommu-addresses" || origin.kind === "iommu-ranges") && origin.inheritedFrom !== null
            ? [{ start, end: start + length }]
            : [],
        ),
      );
      const first = heirs[0];
      if (first === undefined || inherited.length === 0) return [];
      const unknown = heirs.filter(({ need }) => need === null).length;
      return [
        {
          consumer: parent,
          message: `${plural(heirs.length, "runtime child").replace("childs", "children")} of ${parent} inherit ${rangesText(RangeSet.of(inherited).ranges)}`,
          location: first.location,
          details: unknown === 0 ? [] : [`the waste is unknown for ${unknown} of them: no plan states their needs`],
          help: unknown === 0 ? null : "give each child `usable` or `reserve` in a plan file",
          about: [consumerSubject(parent)],
          key: "",
        },
      ];
    }),
});
