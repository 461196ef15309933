import { phandles } from "../of/phandle-list.js";
import { isAvailable } from "../of/status.js";
import { childNamed, type DtNode, nodesOf, pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";

export const rangesOldMeaning = defineRule({
  id: "ranges-old-meaning",
  title: "iommu-ranges inside a reservation node",
  severity: "error",
  why: "A draft for Tegra used the name in a reserved-memory node for reserved ranges; the binding of September 2026 uses it on a device for usable ranges. In a reservation node nothing reads it.",
  fix: "Write iommu-addresses in the reservation node, or iommu-ranges with the usable ranges on the device.",
  needs: [],
  check: ({ system: { tree } }) => {
    const container = childNamed(tree.root, "reserved-memory");
    const regions = new Set<DtNode>(container?.children ?? []);
    for (const node of nodesOf(tree)) {
      const property = node.properties.get("memory-region");
      if (property === undefined) continue;
      for (const { target } of phandles(tree, property)) if (target !== null) regions.add(target);
    }
    return [...regions]
      .filter((node) => node.properties.has("iommu-ranges") && !node.properties.has("iommus") && isAvailable(node))
      .map((node) => ({
        consumer: null,
        message: `${pathOf(node)} is a reservation node, and nothing reads 'iommu-ranges' in it`,
        location: propertyAt(tree, node, "iommu-ranges"),
        details: ["on a device the property says what is usable; to reserve, write iommu-addresses"],
        help: "iommu-addresses = <&device address size>;",
        about: [],
        key: pathOf(node),
      }));
  },
});
