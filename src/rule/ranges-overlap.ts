import { overlaps } from "../base/range.js";
import { iommuRangesOf } from "../of/iommu-ranges.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { cellsAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";
import { rangesCellsShort } from "./ranges-cells-short.js";

export const rangesOverlap = defineRule({
  id: "ranges-overlap",
  title: "usable ranges of iommu-ranges overlap",
  severity: "warning",
  why: "The union counts, so the overlap has no effect: one of the bounds is probably a mistake (dt-schema, iommu-ranges, September 2026).",
  fix: "Join the ranges, or correct a bound.",
  needs: [rangesCellsShort],
  check: ({ system }) =>
    onePerNode(system).flatMap(({ node, path }) => {
      const read = node === null ? null : iommuRangesOf(node);
      if (node === null || read === null) return [];
      const count = read.cells.address + read.cells.size;
      return read.pairs.flatMap((range, i) => {
        const bytes = { start: range.start, end: range.start + range.length };
        const other = read.pairs
          .slice(0, i)
          .find((before) => overlaps(bytes, { start: before.start, end: before.start + before.length }));
        if (other === undefined) return [];
        const text = extentText(range.start, range.length);
        return [
          {
            consumer: path,
            message: `'iommu-ranges' of ${path}: ${text} overlaps ${extentText(other.start, other.length)}`,
            location: cellsAt(system.tree, node, "iommu-ranges", range.cell, count),
            details: ["their union is usable"],
            help: null,
            about: [consumerSubject(path)],
            key: `${text} ${extentText(other.start, other.length)}`,
          },
        ];
      });
    }),
});
