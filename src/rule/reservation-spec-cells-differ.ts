import { hasOwnCells } from "../of/cells.js";
import { u32Of } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationUnknownTarget } from "./reservation-unknown-target.js";

export const reservationSpecCellsDiffer = defineRule({
  id: "reservation-spec-cells-differ",
  title: "the binding's text and Linux read different ranges",
  severity: "warning",
  why: "reserved-memory.yaml describes the cells of an entry as those of the referenced device; Linux takes those of the device's bus (of_translate_dma_region, 6.12). Here both readings are possible and give different ranges.",
  fix: "Write the entry with the bus's counts, and give the device no cell counts of its own that also fit.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationUnknownTarget],
  check: ({ system: { tree, iommuAddresses } }) =>
    iommuAddresses.linkedEntries.flatMap((placed) => {
      const { entry, region, target, targetPath } = placed;
      if (!hasOwnCells(target)) return [];
      const byText = iommuAddresses.bindingEntriesFor(region.node, target);
      const same = byText.some((other) => other.start === entry.address.value && other.length === entry.length);
      const first = byText[0];
      if (same || first === undefined) return [];
      const own = `${u32Of(target, "#address-cells") ?? 0}+${u32Of(target, "#size-cells") ?? 0}`;
      return [
        {
          consumer: targetPath,
          message: `by the binding's text this is ${extentText(first.start, first.length)}, for Linux ${extentText(entry.address.value, entry.length)}`,
          location: entryAt(tree, placed),
          details: [
            `the text takes the device's own cells (${own}), Linux those of its bus (${entry.cells.address}+${entry.cells.size}); reports follow Linux`,
          ],
          help: null,
          about: [entrySubject(region.path, targetPath)],
          key: `${region.path} ${extentText(entry.address.value, entry.length)}`,
        },
      ];
    }),
});
