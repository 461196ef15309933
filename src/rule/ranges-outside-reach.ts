import { intersection } from "../base/range.js";
import { iommuRangesOf } from "../of/iommu-ranges.js";
import { readRangesAsLinux, type UsableRange } from "../of/ranges-linux.js";
import type { System } from "../system/model.js";
import type { DtNode } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { consumersOf, isTranslated, onePerNode } from "./facts/consumers.js";
import { cellsAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { extentText, rangeText } from "./facts/words.js";
import { rangesCellsShort } from "./ranges-cells-short.js";

export const rangesOutsideReach = defineRule({
  id: "ranges-outside-reach",
  title: "a usable range that its consumer cannot address",
  severity: "warning",
  why: "Linux limits addresses by DMA mask, bus and aperture (iommu_dma_alloc_iova, 6.12): a usable range beyond them, or of size 0, gives the consumer nothing.",
  fix: "Drop the range or correct it; where the driver sets a wider mask, say so with dma-mask in the plan or --dma-mask.",
  needs: [rangesCellsShort],
  check: ({ system }) =>
    onePerNode(system).flatMap((consumer) => {
      const { node, path, reach } = consumer;
      if (node === null || !isTranslated(consumer)) return [];
      const sharing = consumersOf(system, node);
      return rangesAsRead(system, node)
        .filter(({ start, end }) => sharing.every((one) => intersection({ start, end }, one.reach) === null))
        .map((range) => {
          const written = extentText(range.writtenStart, range.end - range.start);
          return {
            consumer: path,
            message: `${written} of 'iommu-ranges' adds nothing for ${path}: it can address ${rangeText(reach)}`,
            location: cellsAt(system.tree, node, "iommu-ranges", range.cell, cellsOfPair(node)),
            details: range.start === range.writtenStart ? [] : [`dma-ranges move it to ${rangeText(range)}`],
            help: null,
            about: [consumerSubject(path)],
            key: written,
          };
        });
    }),
});

/** Those that give something, and those that give nothing for they are empty; what does not translate is another rule's. */
function rangesAsRead({ tree, options }: System, node: DtNode): readonly UsableRange[] {
  const read = readRangesAsLinux(tree, node, options.kernel);
  const empty = (iommuRangesOf(node)?.pairs ?? [])
    .filter(({ cell }) => read?.passedOver.some((one) => one.kind === "empty" && one.cell === cell))
    .map(({ start, cell }) => ({ start, end: start, cell, writtenStart: start }));
  return [...(read?.usable ?? []), ...empty];
}

function cellsOfPair(node: DtNode): number {
  const cells = iommuRangesOf(node)?.cells;
  return cells === undefined ? 1 : cells.address + cells.size;
}
