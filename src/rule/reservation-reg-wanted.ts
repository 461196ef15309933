import { regionRefusal } from "../of/region-linux.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";

export const reservationRegWanted = defineRule({
  id: "reservation-reg-wanted",
  title: "a hole that the posted iommu-ranges series drops",
  severity: "error",
  why: "The patch that reads iommu-ranges also takes iommu-addresses only from a region whose reg equals the range: it refuses a hole without reg with an error, and one with another reg reserves nothing (posted in September 2026, seen in a vendor tree). The example in dt-schema is such a hole.",
  fix: "For a kernel with the series, write the usable ranges as iommu-ranges on the device; otherwise nothing.",
  needs: [reservationCellsShort, reservationCellsMisaligned],
  check: ({ system: { tree, iommuAddresses, options } }) =>
    iommuAddresses.linkedEntries.flatMap((placed) => {
      const { entry, region, target, targetPath } = placed;
      const why = regionRefusal(iommuAddresses.readAsLinux(region.node, target, options.kernel), entry.cell);
      if (why === null) return [];
      const range = extentText(entry.address.value, entry.length);
      return [
        {
          consumer: targetPath,
          message: `Linux ${options.kernel.text} no longer reserves ${range} for ${targetPath}: ${region.path} has ${why === "no-reg" ? "no reg" : "another reg"}`,
          location: entryAt(tree, placed),
          details: ["the posted iommu-ranges series takes only regions whose reg equals the range"],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: `${region.path} ${range}`,
        },
      ];
    }),
});
