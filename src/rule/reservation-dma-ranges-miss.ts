import { formatAddress } from "../base/range.js";
import { type TranslationFailure, translateDma } from "../of/translate.js";
import { pathOf } from "../tree/tree.js";
import { defineRule } from "./engine/model.js";
import { entryAt } from "./facts/place.js";
import { consumerSubject, entrySubject } from "./facts/subjects.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationParentCellsMissing } from "./reservation-parent-cells-missing.js";

export const reservationDmaRangesMiss = defineRule({
  id: "reservation-dma-ranges-miss",
  title: "a reservation starts in no dma-ranges window of its device's bus",
  severity: "error",
  why: "Linux translates the start through dma-ranges; if no window contains it, of_translate_dma_region returns NULL and of_iommu_get_resv_regions dereferences it (measured on 6.12: the boot hangs).",
  fix: "Write an address that the bus translates, or extend dma-ranges.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationParentCellsMissing],
  check: ({ system: { tree, iommuAddresses, options } }) =>
    iommuAddresses.linkedEntries.flatMap((placed) => {
      const { entry, region, target, targetPath } = placed;
      const translated = translateDma(tree, target, entry.address, options.kernel);
      if (translated.ok || translated.failure.reason === "no-bus") return [];
      const start = formatAddress(entry.address.value);
      return [
        {
          consumer: targetPath,
          message: failureText(start, translated.failure),
          location: entryAt(tree, placed),
          details: [`Linux ${options.kernel.text} dereferences NULL when it reads this entry, and does not boot`],
          help: null,
          about: [consumerSubject(targetPath), entrySubject(region.path, targetPath)],
          key: `${region.path} ${start}`,
        },
      ];
    }),
});

function failureText(start: string, failure: Exclude<TranslationFailure, { reason: "no-bus" }>): string {
  switch (failure.reason) {
    case "outside-windows":
      return `${start} is in no 'dma-ranges' window of ${pathOf(failure.bus)}`;
    case "all-ones":
      return `${start} translates to all ones, which Linux treats as no address`;
    default:
      return `${start} cannot be translated at ${pathOf(failure.bus)}`;
  }
}
