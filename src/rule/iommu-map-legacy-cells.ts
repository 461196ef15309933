import { iommuMap } from "../iommu/iommu-map.js";
import { sinceOf } from "../kernel/kernel.js";
import { unavailableAt } from "../of/status.js";
import { nodesOf, pathOf } from "../tree/tree.js";
import { u32Of } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { iommuBadSpecifier } from "./iommu-bad-specifier.js";

export const iommuMapLegacyCells = defineRule({
  id: "iommu-map-legacy-cells",
  title: "4-cell entries in iommu-map for an IOMMU with more #iommu-cells",
  severity: "note",
  why: `Before ${sinceOf("readsIommuMapByCells")} ("of: Respect #{iommu,msi}-cells in maps") Linux reads one output cell, whatever #iommu-cells says. Newer kernels tolerate this form if all entries name one IOMMU with length 1; 203 upstream maps have it.`,
  fix: "Nothing for released kernels; new trees write #iommu-cells output cells, which older kernels misread.",
  needs: [iommuBadSpecifier],
  check: ({ system: { tree, options } }) =>
    nodesOf(tree).flatMap((node) => {
      if (!node.properties.has("iommu-map") || unavailableAt(node) !== null) return [];
      const map = iommuMap(tree, node, options.kernel);
      const target = map?.entries.find(({ iommu }) => iommu !== null && (u32Of(iommu, "#iommu-cells") ?? 1) > 1)?.iommu;
      if (map?.form !== "four-cells" || target === undefined || target === null) return [];
      const path = pathOf(node);
      return [
        {
          consumer: path,
          message: `'iommu-map' of ${path} has 4-cell entries, but #iommu-cells of ${pathOf(target)} is ${u32Of(target, "#iommu-cells") ?? 0}`,
          location: propertyAt(tree, node, "iommu-map"),
          details: ["Linux takes the single output cell as the stream id; the other cells are 0"],
          help: null,
          about: [consumerSubject(path)],
          key: "",
        },
      ];
    }),
});
