import { isAvailable } from "../of/status.js";
import { pathOf } from "../tree/tree.js";
import { textOf } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";

export const reservationDisabledRegion = defineRule({
  id: "reservation-disabled-region",
  title: "a disabled region that Linux still applies",
  severity: "warning",
  why: "of_iommu_get_resv_regions (6.12) follows memory-region by phandle and ignores the region's status: it also makes a direct mapping (measured).",
  fix: "Take the region out of the consumer's memory-region to switch the reservation off, or drop the status.",
  needs: [],
  check: ({ system: { tree, iommuAddresses } }) => {
    const seen = new Set<string>();
    return iommuAddresses.linkedEntries.flatMap(({ region, targetPath }) => {
      const pair = `${region.path} ${targetPath}`;
      if (isAvailable(region.node) || seen.has(pair)) return [];
      seen.add(pair);
      return [
        {
          consumer: targetPath,
          message: `${pathOf(region.node)} has status '${textOf(region.node, "status") ?? ""}', but Linux still applies it to ${targetPath}`,
          location: propertyAt(tree, region.node, "status"),
          details: ["Linux ignores the status of a region here"],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: region.path,
        },
      ];
    });
  },
});
