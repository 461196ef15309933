import { isAvailable } from "../of/status.js";
import { pathOf } from "../tree/tree.js";
import { textOf } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";

export const reservationDisabledRegion = defineRule({
  id: "reservation-disabled-region",
  title: "a disabled region that Linux applies all the same",
  severity: "warning",
  why: "of_iommu_get_resv_regions (6.12) follows memory-region by phandle and never looks at the region's status: also a direct mapping is made (measured).",
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
          message: `${pathOf(region.node)} has status '${textOf(region.node, "status") ?? ""}', and Linux applies it to ${targetPath} all the same`,
          location: propertyAt(tree, region.node, "status"),
          details: ["only a device's status switches it off; a region's is not looked at here"],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: region.path,
        },
      ];
    });
  },
});
