import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";

export const memoryNomapReusable = defineRule({
  id: "memory-nomap-reusable",
  title: "a region with no-map and reusable",
  severity: "error",
  why: "One takes the memory out of the kernel's map, the other lends it to the page allocator: reserved-memory.yaml excludes the two together, and Linux refuses the region (rmem_cma_setup, 6.12).",
  fix: "Keep the one that is meant.",
  needs: [],
  check: ({ system }) =>
    system.reservedMemory
      .filter(({ available, noMap, reusable }) => available && noMap && reusable)
      .map(({ node, path }) => ({
        consumer: null,
        message: `${path} has both 'no-map' and 'reusable'`,
        location: propertyAt(system.tree, node, "reusable"),
        details: ["memory that is not mapped cannot be lent to the page allocator"],
        help: null,
        related: [{ message: "no-map", location: propertyAt(system.tree, node, "no-map") }],
        about: [],
        key: path,
      })),
});
