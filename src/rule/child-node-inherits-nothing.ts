import type { PlacedEntry } from "../of/iommu-addresses.js";
import { pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { consumerSubject } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";
import { reservationTargetUnlinked } from "./reservation-target-unlinked.js";

export const childNodeInheritsNothing = defineRule({
  id: "child-node-inherits-nothing",
  title: "a child node with its own iommus does not get its parent's reservation",
  severity: "warning",
  why: "For Linux a node with its own `iommus` is a separate device, and only that node's memory-region counts (measured on 6.12). The video-firmware node of venus is such a node on 63 upstream boards.",
  fix: "Name the regions in the child's memory-region, with entries for the child.",
  needs: [reservationTargetUnlinked],
  check: ({ system }) => {
    const byTarget = new Map<string, PlacedEntry>();
    for (const placed of system.iommuAddresses.linkedEntries) {
      if (!byTarget.has(placed.targetPath)) byTarget.set(placed.targetPath, placed);
    }
    return system.consumers.flatMap((consumer) => {
      const { node, path, location } = consumer;
      const parent = node?.parent ?? null;
      const placed = parent === null || consumer.kind !== "child-node" ? undefined : byTarget.get(pathOf(parent));
      if (placed === undefined || byTarget.has(path) || node?.properties.has("iommu-ranges") === true) return [];
      const range = extentText(placed.entry.address.value, placed.entry.length);
      return [
        {
          consumer: path,
          message: `${range} is reserved for ${placed.targetPath}, but not for its child node ${path}`,
          location,
          details: ["the child has 'iommus' of its own: Linux reads its memory-region, not its parent's"],
          help: `if the child must avoid the range too, add an entry for it, and memory-region in ${path}`,
          related: [{ message: "the parent's reservation", location: entryAt(system.tree, placed) }],
          about: [consumerSubject(path)],
          key: placed.region.path,
        },
      ];
    });
  },
});
