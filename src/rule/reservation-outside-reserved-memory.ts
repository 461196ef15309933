import { childNamed, locationOfNode } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { entrySubject } from "./facts/subjects.js";

export const reservationOutsideReservedMemory = defineRule({
  id: "reservation-outside-reserved-memory",
  title: "a region that is not a child of /reserved-memory",
  severity: "note",
  why: "Linux follows the phandle to any node and applies the region (measured on 6.12); dt-schema describes iommu-addresses only for children of /reserved-memory.",
  fix: "Move the node below /reserved-memory.",
  needs: [],
  check: ({ system: { tree, iommuAddresses } }) => {
    const container = childNamed(tree.root, "reserved-memory");
    const seen = new Set<string>();
    return iommuAddresses.linkedEntries.flatMap(({ region, targetPath }) => {
      if ((container !== null && region.node.parent === container) || seen.has(region.path)) return [];
      seen.add(region.path);
      return [
        {
          consumer: targetPath,
          message: `${region.path} has 'iommu-addresses', but is not below /reserved-memory`,
          location: locationOfNode(tree, region.node),
          details: ["Linux still applies it; dt-schema does not allow it there"],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: region.path,
        },
      ];
    });
  },
});
