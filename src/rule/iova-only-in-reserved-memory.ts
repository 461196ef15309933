import { sinceOf } from "../kernel/kernel.js";
import { childNamed, locationOfNode } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { entrySubject } from "./facts/subjects.js";

export const iovaOnlyInReservedMemory = defineRule({
  id: "iova-only-in-reserved-memory",
  title: "a region without memory, only to reserve IOVA space",
  severity: "note",
  why: `dt-schema of September 2026 describes such limits as iommu-ranges on the device: a reserved-memory node without reg or size reserves no memory. Linux ${sinceOf("readsIommuAddresses")} and later apply it.`,
  fix: "Nothing for released kernels, which do not read iommu-ranges; to follow the binding, write the usable ranges on the device.",
  needs: [],
  check: ({ system: { tree, iommuAddresses } }) => {
    const container = childNamed(tree.root, "reserved-memory");
    const seen = new Set<string>();
    return iommuAddresses.linkedEntries.flatMap(({ region, targetPath }) => {
      const { properties, parent } = region.node;
      const hasMemory = properties.has("reg") || properties.has("size") || properties.has("alloc-ranges");
      if (hasMemory || container === null || parent !== container || seen.has(region.path)) return [];
      seen.add(region.path);
      return [
        {
          consumer: targetPath,
          message: `${region.path} has no 'reg' and no 'size': it only reserves IOVA space`,
          location: locationOfNode(tree, region.node),
          details: ["dt-schema (September 2026) has 'iommu-ranges' on the device for this"],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: region.path,
        },
      ];
    });
  },
});
