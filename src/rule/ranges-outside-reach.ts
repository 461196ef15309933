import { intersection } from "../base/range.js";
import { iommuRangesOf } from "../of/iommu-ranges.js";
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
      const read = node === null || !isTranslated(consumer) ? null : iommuRangesOf(node);
      if (node === null || read === null) return [];
      const sharing = consumersOf(system, node);
      const count = read.cells.address + read.cells.size;
      return read.pairs
        .filter(({ start, length }) =>
          sharing.every((one) => intersection({ start, end: start + length }, one.reach) === null),
        )
        .map(({ start, length, cell }) => ({
          consumer: path,
          message: `${extentText(start, length)} of 'iommu-ranges' gives ${path} nothing: it can address ${rangeText(reach)}`,
          location: cellsAt(system.tree, node, "iommu-ranges", cell, count),
          details: [],
          help: null,
          about: [consumerSubject(path)],
          key: extentText(start, length),
        }));
    }),
});
