import { formatAddress } from "../base/range.js";
import { sinceOf } from "../kernel/kernel.js";
import { defineRule } from "./engine/model.js";
import { consumersOf } from "./facts/consumers.js";
import { entryAt } from "./facts/place.js";
import { entrySubject } from "./facts/subjects.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";

const SKIPPED_SINCE = sinceOf("skipsZeroLength");

export const reservationZeroLength = defineRule({
  id: "reservation-zero-length",
  title: "a reservation of size 0",
  severity: "warning",
  why: `Boot loaders may leave placeholder zeros. Since ${SKIPPED_SINCE} Linux warns and skips the entry; before, it reserved from start to start - 1: at 0 the whole space, at an aligned start a corrupt allocator node, otherwise one granule (of_iommu_get_resv_regions, reserve_iova).`,
  fix: "Let the boot loader fill in the size, or delete the entry.",
  needs: [reservationCellsShort, reservationCellsMisaligned],
  check: ({ system }) => {
    const { tree, iommuAddresses, options } = system;
    return iommuAddresses.linkedEntries.flatMap((placed) => {
      const { entry, region, target, targetPath } = placed;
      if (entry.length !== 0n) return [];
      const isSkipped = options.kernel.skipsZeroLength;
      const granule = consumersOf(system, target)[0]?.granule ?? 4096n;
      const start = entry.address.value;
      const before =
        start === 0n
          ? "the whole space, and leaves nothing to allocate"
          : start % granule === 0n
            ? "an inverted range, which corrupts the allocator"
            : "one granule";
      return [
        {
          consumer: targetPath,
          message: `'iommu-addresses' reserves 0 bytes at ${formatAddress(start)}`,
          location: entryAt(tree, placed),
          details: [
            isSkipped
              ? `Linux ${options.kernel.text} prints "Cannot reserve IOVA region of 0 size" and skips it`
              : `Linux ${options.kernel.text} reserves ${before}`,
            ...(isSkipped ? [`before ${SKIPPED_SINCE} it reserves ${before}`] : []),
          ],
          help: null,
          ...(isSkipped ? {} : { severity: "error" as const }),
          about: [entrySubject(region.path, targetPath)],
          key: `${region.path} ${formatAddress(start)}`,
        },
      ];
    });
  },
});
