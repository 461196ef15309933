import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";

export const memoryNomapReusable = defineRule({
  id: "memory-nomap-reusable",
  title: "a region with no-map and reusable",
  severity: "error",
  why: "no-map takes the memory out of the kernel's map, reusable lends it to the page allocator: reserved-memory.yaml forbids both together, and Linux refuses the region (rmem_cma_setup, 6.12).",
  fix: "Keep the intended one.",
  needs: [],
  check: ({ system }) =>
    system.reservedMemory
      .filter(({ available, noMap, reusable }) => available && noMap && reusable)
      .map(({ node, path }) => ({
        consumer: null,
        message: `${path} has both 'no-map' and 'reusable'`,
        location: propertyAt(system.tree, node, "reusable"),
        details: ["the page allocator cannot use memory that is not mapped"],
        help: null,
        related: [{ message: "no-map", location: propertyAt(system.tree, node, "no-map") }],
        about: [],
        key: path,
      })),
});
