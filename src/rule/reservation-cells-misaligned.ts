import { unavailableAt } from "../of/status.js";
import { pathOf } from "../tree/tree.js";
import { cellAt, cellCount } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { regionCells } from "./facts/place.js";
import { brokenFrom, entrySubject } from "./facts/subjects.js";

export const reservationCellsMisaligned = defineRule({
  id: "reservation-cells-misaligned",
  title: "the length of iommu-addresses fits, but entries do not begin with a phandle",
  severity: "error",
  why: "Entries with wrong cell counts can add up to a length that fits: dtc and a length check do not notice. Linux compares every cell with the device's phandle and reserves whatever follows a match (of_iommu_get_resv_regions, 6.12).",
  fix: "Write every entry with the cell counts of the bus of the device that it names.",
  needs: [],
  check: ({ system: { tree, iommuAddresses } }) =>
    iommuAddresses.regions.flatMap((region) => {
      const { problem } = region.reading;
      if (problem?.kind !== "misaligned" || unavailableAt(problem.target) !== null) return [];
      const { address, size } = problem.cells;
      const total = cellCount(region.property);
      const path = pathOf(problem.target);
      const value = `0x${(cellAt(region.property, problem.cell) ?? 0).toString(16)}`;
      const { fitting } = problem;
      const fits =
        fitting === null
          ? []
          : [
              `it fits ${total / (1 + fitting.address + fitting.size)} entries of ${fitting.address}+${fitting.size} cells, but the bus of ${path} has ${address}+${size}`,
            ];
      return [
        {
          consumer: path,
          message: `'iommu-addresses' has no phandle where an entry begins: cell ${problem.cell} is ${value}`,
          location: regionCells(tree, region, problem.cell),
          details: [
            `by length alone, ${total} cells are ${total / (1 + address + size)} entries of 1 phandle + ${address} + ${size} cells`,
            ...fits,
            "Linux looks for the device's phandle cell by cell and reserves whatever the cells after a match say",
          ],
          help: `write each entry as 1 phandle, ${address} address and ${size} size cells`,
          about: [entrySubject(region.path, path)],
          breaks: brokenFrom(region.path, path),
          key: region.path,
        },
      ];
    }),
});
