import { phandles } from "../of/phandle-list.js";
import { phandleOf } from "../tree/phandles.js";
import { pathOf } from "../tree/tree.js";
import { cells } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { cellsAt } from "./facts/place.js";
import { restSubject } from "./facts/subjects.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationSizeCellsZero } from "./reservation-size-cells-zero.js";
import { reservationUnknownTarget } from "./reservation-unknown-target.js";

export const reservationRegionUnmatched = defineRule({
  id: "reservation-region-unmatched",
  title: "a consumer lists a region whose entries name only other devices",
  severity: "warning",
  why: "Linux looks for the consumer's own phandle in the region's iommu-addresses (of_iommu_get_resv_regions, 6.12): without one, listing the region reserves nothing for it.",
  fix: "Add an entry for the consumer to the region, or take the region out of its memory-region.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationUnknownTarget, reservationSizeCellsZero],
  check: ({ system }) => {
    const { tree, iommuAddresses } = system;
    const regions = new Map(iommuAddresses.regions.map((region) => [region.node, region]));
    return onePerNode(system).flatMap(({ node, path }) => {
      const property = node?.properties.get("memory-region");
      if (node === null || property === undefined) return [];
      return phandles(tree, property).flatMap(({ target, offset }) => {
        const region = target === null ? undefined : regions.get(target);
        if (region === undefined) return [];
        const { entries, problem } = region.reading;
        const named = [...new Set(entries.map((entry) => entry.target))];
        if (named.includes(node) || (named.length === 0 && problem === null)) return [];
        // What cannot be followed may be an entry for it.
        if (
          problem !== null &&
          cells(region.property)
            .slice(problem.cell)
            .includes(phandleOf(node) ?? 0)
        )
          return [];
        const names = named.length === 0 ? "no device" : named.map(pathOf).join(", ");
        return [
          {
            consumer: path,
            message: `${path} lists ${region.path}, whose 'iommu-addresses' names ${names}`,
            location: cellsAt(tree, node, "memory-region", offset / 4),
            details: ["Linux reserves nothing for it from this region"],
            help: null,
            about: [restSubject(region.path)],
            key: region.path,
          },
        ];
      });
    });
  },
});
