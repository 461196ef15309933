import { formatAddress } from "../base/range.js";
import { wraps } from "../of/region-entries.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";
import { extentText, sizeText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";

export const reservationWraps = defineRule({
  id: "reservation-wraps",
  title: "a reservation passes the end of the 64-bit space",
  severity: "error",
  why: "Linux adds start and size in 64 bits: the last address is below the first, and nothing is reserved. The allocator still stores the range, and its search from the top stops there: it also hands out what valid reservations below it hold. A reservation with the same start is dropped with a warning of iova_insert_rbtree (measured on 6.12 and 7.3).",
  fix: "Correct the start or the size. A range that ends exactly at 2^64 is fine.",
  needs: [reservationCellsShort, reservationCellsMisaligned],
  check: ({ system: { tree, iommuAddresses } }) =>
    iommuAddresses.linkedEntries.flatMap((placed) => {
      const { entry, region, targetPath } = placed;
      const start = entry.address.value;
      const end = start + entry.length;
      if (!wraps(entry)) return [];
      return [
        {
          consumer: targetPath,
          message: entry.overflows
            ? "'iommu-addresses' has a size that does not fit 64 bits"
            : `'iommu-addresses' wraps: ${formatAddress(start)} + ${formatAddress(entry.length)} passes 2^64`,
          location: entryAt(tree, placed),
          details: [
            `${formatAddress(start)} + ${sizeText(entry.length)} = ${formatAddress(end)}; in 64 bits Linux sees ${extentText(start, entry.length)}`,
            "a range whose end is below its start reserves nothing and disables reservations below it",
          ],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: `${region.path} ${extentText(start, entry.length)}`,
        },
      ];
    }),
});
