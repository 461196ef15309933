import { formatAddress } from "../base/range.js";
import { translateDma } from "../of/translate.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { entrySubject, rangeOfEntry } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";

export const reservationDmaRangesShift = defineRule({
  id: "reservation-dma-ranges-shift",
  title: "dma-ranges moves a reservation",
  severity: "warning",
  why: "Linux translates iommu-addresses through dma-ranges and reserves the result, but hands out addresses as the device sends them (measured on 6.12): the intended range stays free in the allocator. mt8186 has such buses.",
  fix: "Write the address whose translation is the range to reserve, or keep dma-ranges 1:1.",
  needs: [reservationCellsShort, reservationCellsMisaligned],
  check: ({ system: { tree, iommuAddresses, options } }) =>
    iommuAddresses.linkedEntries.flatMap((placed) => {
      const { entry, region, target, targetPath } = placed;
      const translated = translateDma(tree, target, entry.address, options.kernel);
      const start = entry.address.value;
      if (!translated.ok || translated.address === start || entry.length === 0n) return [];
      return [
        {
          consumer: targetPath,
          message: `'dma-ranges' moves ${extentText(start, entry.length)} to ${extentText(translated.address, entry.length)}`,
          location: entryAt(tree, placed),
          details: [
            `${formatAddress(start)} on the bus of ${targetPath} is ${formatAddress(translated.address)} for the CPU`,
            "Linux reserves the second range and can hand out the first",
          ],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          breaks: [rangeOfEntry(placed)],
          key: `${region.path} ${extentText(start, entry.length)}`,
        },
      ];
    }),
});
