import { firstResource } from "../of/reg.js";
import { wraps } from "../of/region-entries.js";
import { translateDma } from "../of/translate.js";
import { defineRule } from "./engine/model.js";
import { entryAt, propertyAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";
import { extentText, rangeText, sizeText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";

export const reservationNotIdentity = defineRule({
  id: "reservation-not-identity",
  title: "reg and iommu-addresses differ: reserved, but not mapped",
  severity: "warning",
  why: 'Linux maps a region only if both ranges are equal, and otherwise warns "treating non-direct mapping ... as reservation" at each query (iommu_resv_region_get_type, 6.12). A device that keeps using the memory before its driver binds faults.',
  fix: "Make the ranges equal if the device relies on the mapping; to only reserve addresses, use a region without reg.",
  needs: [reservationCellsShort, reservationCellsMisaligned],
  check: ({ system: { tree, iommuAddresses, options } }) =>
    iommuAddresses.linkedEntries.flatMap((placed) => {
      const { entry, region, target, targetPath } = placed;
      const physical = region.node.properties.has("reg") ? firstResource(region.node, options.kernel) : null;
      const translated = translateDma(tree, target, entry.address, options.kernel);
      if (physical?.ok !== true || !translated.ok || entry.length === 0n || wraps(entry)) return [];
      const { range } = physical;
      const size = range.end - range.start;
      const start = translated.address;
      if (size <= 1n || (range.start === start && size === entry.length)) return [];
      return [
        {
          consumer: targetPath,
          message: `${extentText(start, entry.length)} is reserved, but not mapped: 'reg' of ${region.path} is ${rangeText(range)}`,
          location: entryAt(tree, placed),
          details: [
            range.start === start
              ? `both start at the same address, but the size of 'reg' is ${sizeText(size)} and that of the entry ${sizeText(entry.length)}`
              : "the device's address and the physical address differ, and Linux makes only identity mappings",
            'Linux warns "treating non-direct mapping ... as reservation"',
          ],
          help: null,
          related: [{ message: "the physical range", location: propertyAt(tree, region.node, "reg") }],
          about: [entrySubject(region.path, targetPath)],
          key: `${region.path} ${extentText(start, entry.length)}`,
        },
      ];
    }),
});
