import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { entryAt, propertyAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { plural } from "./facts/words.js";

export const rangesAndReservation = defineRule({
  id: "ranges-and-reservation",
  title: "iommu-ranges and iommu-addresses on one consumer",
  severity: "warning",
  why: "One says what may be used, the other what must not be. A release applies the reservations alone; the posted series what both leave, and of the reservations only those whose region has a reg that is the very range.",
  fix: "Say it once: iommu-addresses for released kernels, iommu-ranges for those that will read it.",
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
              ? "what is left to it is the usable ranges less the reservations, of which only those count whose region has a reg that is the very range"
              : `Linux ${system.options.kernel.text} applies the reservations alone`,
          ],
          help: null,
          related: [{ message: "a reservation", location: entryAt(system.tree, first) }],
          about: [consumerSubject(path)],
          key: "",
        },
      ];
    }),
});
