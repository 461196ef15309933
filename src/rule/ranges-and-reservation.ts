import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { entryAt, propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural } from "./facts/words.js";

export const rangesAndReservation = defineRule({
  id: "ranges-and-reservation",
  title: "iommu-ranges and iommu-addresses on one consumer",
  severity: "warning",
  why: "iommu-ranges says what is usable, iommu-addresses what is not. A release applies only the reservations; the posted series applies both, but only reservations in a region whose reg equals the range.",
  fix: "Write only one: iommu-addresses for released kernels, iommu-ranges for kernels with the series.",
  needs: [],
  check: ({ system }) =>
    onePerNode(system).flatMap(({ node, path }) => {
      if (node === null || !node.properties.has("iommu-ranges")) return [];
      const entries = system.iommuAddresses.linkedEntries.filter(({ target }) => target === node);
      const first = entries[0];
      if (first === undefined) return [];
      return [
        {
          consumer: path,
          message: `${path} has 'iommu-ranges' and ${plural(entries.length, "reservation")} by 'iommu-addresses'`,
          location: propertyAt(system.tree, node, "iommu-ranges"),
          details: [
            system.options.kernel.readsIommuRanges
              ? "it keeps the usable ranges minus the reservations; only reservations in a region whose reg equals the range count"
              : `Linux ${system.options.kernel.text} applies only the reservations`,
          ],
          help: null,
          related: [{ message: "a reservation", location: entryAt(system.tree, first) }],
          about: [consumerSubject(path)],
          key: "",
        },
      ];
    }),
});
