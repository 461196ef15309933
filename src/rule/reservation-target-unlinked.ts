import { referenceText } from "../tree/as-source.js";
import { locationOfNode } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { consumerSubject, entrySubject } from "./facts/subjects.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";

export const reservationTargetUnlinked = defineRule({
  id: "reservation-target-unlinked",
  title: "a region names a device that does not list the region",
  severity: "error",
  why: "Linux finds a region only through the device's own `memory-region` (of_iommu_get_resv_regions, 6.12): nothing is reserved, and there is no message.",
  fix: "Add the region to the device's memory-region, or drop the entry.",
  needs: [reservationCellsMisaligned],
  check: ({ system: { tree, iommuAddresses } }) => {
    const seen = new Set<string>();
    return iommuAddresses.entries.flatMap((placed) => {
      const { region, target, targetPath, isLinked } = placed;
      const pair = `${region.path} ${targetPath}`;
      if (isLinked || seen.has(pair)) return [];
      seen.add(pair);
      return [
        {
          consumer: targetPath,
          message: `${region.path} reserves addresses of ${targetPath}, which does not name it in 'memory-region'`,
          location: entryAt(tree, placed),
          details: ["Linux reads only the regions that a device's memory-region names: nothing is reserved"],
          help: `in ${targetPath}: memory-region = <${referenceText(region.node)}>;`,
          edit: { kind: "list-region", node: target, region: region.node, because: region.property },
          related: [{ message: "the device", location: locationOfNode(tree, target) }],
          about: [entrySubject(region.path, targetPath)],
          breaks: [consumerSubject(targetPath)],
          key: region.path,
        },
      ];
    });
  },
});
