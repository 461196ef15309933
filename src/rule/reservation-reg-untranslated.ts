import { ignoredReservedMemory } from "../of/reserved-memory-root.js";
import { pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { lostToReg } from "./facts/lost-regions.js";
import { propertyAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";

export const reservationRegUntranslated = defineRule({
  id: "reservation-reg-untranslated",
  title: "a reservation whose region has a reg that Linux cannot translate",
  severity: "error",
  why: 'Linux reads the region\'s first reg entry before iommu-addresses; if that fails, it prints "failed to parse memory region ...: -22" and ignores the region (of_iommu_get_resv_regions, measured on 6.12).',
  fix: "Give every bus above the region `ranges`, or drop the reg of a region that only reserves IOVA space.",
  needs: [],
  check: ({ system }) => {
    const ignored = ignoredReservedMemory(system.tree)?.node ?? null;
    return lostToReg(system)
      .filter(({ region }) => ignored === null || region.node.parent !== ignored)
      .map(({ region, targetPath }) => ({
        consumer: targetPath,
        message: `nothing is reserved for ${targetPath}: the reg of ${region.path} does not translate`,
        location: propertyAt(system.tree, region.node, "reg"),
        details: [`Linux prints "failed to parse memory region ${pathOf(region.node)}: -22" and ignores it`],
        help: null,
        about: [entrySubject(region.path, targetPath)],
        key: region.path,
      }));
  },
});
