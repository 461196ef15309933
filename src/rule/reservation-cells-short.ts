import { unavailableAt } from "../of/status.js";
import { cellsText, referenceText } from "../tree/as-source.js";
import type { Edit } from "../tree/edit.js";
import { type Property, pathOf } from "../tree/tree.js";
import { cells } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { regionCells } from "./facts/place.js";
import { brokenFrom, entrySubject } from "./facts/subjects.js";
import { cellsNamed } from "./facts/words.js";

export const reservationCellsShort = defineRule({
  id: "reservation-cells-short",
  title: "an iommu-addresses entry does not fit the cells of its device's bus",
  severity: "error",
  why: "Linux uses the cell counts of the named device's bus and does not check where the property ends: for a short entry it reads on into the bytes that follow in the blob (of_iommu_get_resv_regions, 6.12). `<&pcieX 0x8000000 0x100000>` for a bus with 2+2 cells was posted in 2025.",
  fix: "Write the phandle, then as many address and size cells as #address-cells and #size-cells of the named device's parent say.",
  needs: [],
  check: ({ system: { tree, iommuAddresses } }) =>
    iommuAddresses.regions.flatMap((region) => {
      const { problem } = region.reading;
      if (problem?.kind !== "short" || unavailableAt(problem.target) !== null) return [];
      const { target, have, cell } = problem;
      const wanted = 1 + problem.cells.address + problem.cells.size;
      const path = pathOf(target);
      const bus = target.parent === null ? "/" : pathOf(target.parent);
      const written = cells(region.property).slice(cell + 1, cell + have);
      return [
        {
          consumer: path,
          message: `'iommu-addresses' entry is ${have} cells, ${wanted} needed`,
          location: regionCells(tree, region, cell, have),
          details: [
            `the bus of ${path}, ${bus}, has ${cellsNamed(problem.cells)}: 1 phandle + ${problem.cells.address} + ${problem.cells.size}`,
            "Linux does not check the length: it reads on into the bytes that follow and reserves a meaningless range",
          ],
          ...suggestion(region.property, { head: cell, written }, problem.cells, referenceText(target)),
          about: [entrySubject(region.path, path)],
          breaks: brokenFrom(region.path, path),
          key: region.path,
        },
      ];
    }),
});

/**
 * The same numbers with the right cells, where one address and one size can be told apart, and the counts are some that
 * a range is written with: a bus may say four thousand million.
 */
function suggestion(
  property: Property,
  { head, written }: { readonly head: number; readonly written: readonly number[] },
  { address, size }: { readonly address: number; readonly size: number },
  reference: string,
): { readonly help: string | null; readonly edit?: Edit } {
  const [start, length, ...rest] = written;
  if (start === undefined || length === undefined || rest.length > 0 || address > 2 || size > 2) return { help: null };
  const cells = [
    { cell: head + 1, zeros: address - 1 },
    { cell: head + 2, zeros: size - 1 },
  ];
  return {
    help: `<${reference} ${cellsText(BigInt(start), address)} ${cellsText(BigInt(length), size)}>`,
    edit: { kind: "widen", property, head, cells },
  };
}
