import { RangeSet } from "../base/range.js";
import { postedSeries } from "../kernel/series.js";
import { promisedToKeep } from "../system/iommu-ranges.js";
import type { Consumer } from "../system/model.js";
import { defineRule } from "./engine/model.js";
import { consumersOf, onePerNode } from "./facts/consumers.js";
import { propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { rangesText, sizeText } from "./facts/words.js";

export const rangesUnsupported = defineRule({
  id: "ranges-unsupported",
  title: "the requested kernel does not read iommu-ranges",
  severity: "warning",
  why: `The property came to dt-schema in September 2026 and its kernel side is under review (${postedSeries["iommu-ranges"].posted}): until it is merged, the property reserves nothing, and Linux hands out what it promises to keep free.`,
  fix: "For released kernels, reserve the rest with iommu-addresses as well; `--kernel-version 7.3+iommu-ranges` shows what the posted series would give.",
  needs: [],
  check: ({ system }) => {
    const { tree, options } = system;
    const { kernel } = options;
    return onePerNode(system).flatMap((consumer) => {
      const { node, path, honoursIommuAddresses } = consumer;
      if (node === null || !node.properties.has("iommu-ranges")) return [];
      if (kernel.readsIommuRanges && honoursIommuAddresses) return [];
      const kept = promisedToKeep(tree, node, kernel);
      return [
        {
          consumer: path,
          message: kernel.readsIommuRanges
            ? `the driver of the IOMMU of ${path} does not read its 'iommu-ranges'`
            : `Linux ${kernel.text} does not read 'iommu-ranges' of ${path}`,
          location: propertyAt(tree, node, "iommu-ranges"),
          details: consumersOf(system, node).flatMap((one) => [...openText(one, kept), ...promisedText(one)]),
          help: null,
          about: [consumerSubject(path)],
          key: "",
        },
      ];
    });
  },
});

/** In place of need-not-met: what a plan says is that rule's. */
function openText({ id, usable }: Consumer, kept: RangeSet): readonly string[] {
  const open = RangeSet.of(usable.ranges).intersect(kept);
  if (open.isEmpty) return [];
  return [`${id} can be handed ${sizeText(open.size)} that it promises to keep free: ${rangesText(open.ranges)}`];
}

const promisedText = ({ id, promised }: Consumer): readonly string[] =>
  promised === null ? [] : [`with the posted series, ${id} has ${sizeText(promised.bytes)}`];
