import { iommuRangesOf } from "../of/iommu-ranges.js";
import { pathOf } from "../tree/tree.js";
import { cellCount } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { cellsAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { cellsNamed, plural } from "./facts/words.js";

export const rangesCellsShort = defineRule({
  id: "ranges-cells-short",
  title: "the length of iommu-ranges does not fit the cells of the device's bus",
  severity: "error",
  why: "The binding (dt-schema, September 2026) counts each pair with the cells of the device's parent, as for reg: the rest is half a range, and the pairs before it may be misread.",
  fix: "Write every range as the address and size cells that the device's parent says.",
  needs: [],
  check: ({ system }) =>
    onePerNode(system).flatMap(({ node, path }) => {
      const read = node === null ? null : iommuRangesOf(node);
      // Without size cells nothing can be written at all, which is another rule's to say.
      if (node === null || read === null || read.cells.size === 0) return [];
      if (read.left === 0 && read.property.value.length > 0) return [];
      const count = read.cells.address + read.cells.size;
      const total = cellCount(read.property);
      const bus = node.parent === null ? "/" : pathOf(node.parent);
      return [
        {
          consumer: path,
          message: `'iommu-ranges' is ${plural(total, "cell")}, not a multiple of ${count}`,
          location: cellsAt(system.tree, node, "iommu-ranges", Math.max(0, total - read.left), Math.max(1, read.left)),
          details: [`the bus of ${path}, ${bus}, has ${cellsNamed(read.cells)}`],
          help: null,
          about: [consumerSubject(path)],
          breaks: [consumerSubject(path)],
          key: "",
        },
      ];
    }),
});
