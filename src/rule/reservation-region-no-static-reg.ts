import { defineRule } from "./engine/model.js";
import { propertyAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";

export const reservationRegionNoStaticReg = defineRule({
  id: "reservation-region-no-static-reg",
  title: "a region that Linux places itself, with iommu-addresses",
  severity: "note",
  why: "A region with size or alloc-ranges and no reg has an address only once the kernel has booted; of_iommu_get_resv_regions (6.12) sees no reg and treats it as IOVA-only: reserved, never mapped.",
  fix: "Give the region a reg if the device must find its memory mapped; otherwise nothing needs to be done.",
  needs: [],
  check: ({ system: { tree, iommuAddresses } }) => {
    const seen = new Set<string>();
    return iommuAddresses.linkedEntries.flatMap(({ region, targetPath }) => {
      const { properties } = region.node;
      const isDynamic = properties.has("size") || properties.has("alloc-ranges");
      if (properties.has("reg") || !isDynamic || seen.has(region.path)) return [];
      seen.add(region.path);
      return [
        {
          consumer: targetPath,
          message: `${region.path} has 'size' and no 'reg': its IOVA range is reserved, its memory is not mapped`,
          location: propertyAt(tree, region.node, properties.has("size") ? "size" : "alloc-ranges"),
          details: ["Linux chooses the memory at boot, so an identity mapping is not possible"],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: region.path,
        },
      ];
    });
  },
});
