import type { IommuRegion } from "../of/iommu-addresses.js";
import { entryCellsOf } from "../of/region-entries.js";
import { phandleOf } from "../tree/phandles.js";
import { type DeviceTree, type DtNode, pathOf } from "../tree/tree.js";
import { cellAt, cellCount } from "../tree/value.js";
import { defineRule } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { regionCells } from "./facts/place.js";
import { brokenFrom, readFor } from "./facts/subjects.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationSizeCellsZero } from "./reservation-size-cells-zero.js";
import { reservationUnknownTarget } from "./reservation-unknown-target.js";

export const reservationPhandleAlias = defineRule({
  id: "reservation-phandle-alias",
  title: "Linux takes a cell of another device's entry for the consumer's phandle",
  severity: "error",
  why: "of_iommu_get_resv_regions (6.12) skips an entry for another device one cell at a time, so its address and size cells are compared with the consumer's phandle too. Measured: with phandle 1 and an address-hi cell of 1, [0x0-0x1000000000000000] was reserved and every mapping failed.",
  fix: "Split the list into one region per device. (Phandles are small numbers that sources seldom choose.)",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationUnknownTarget, reservationSizeCellsZero],
  check: ({ system }) => {
    const { tree, iommuAddresses } = system;
    return onePerNode(system).flatMap(({ node, path }) =>
      iommuAddresses.regions
        .filter((region) => node !== null && region.referrers.includes(node))
        .flatMap((region) => {
          const cell = node === null ? null : falseMatch(tree, region, node);
          if (cell === null) return [];
          const owner = region.reading.entries.find((e) => e.cell < cell && cell < e.cell + e.cellCount)?.target;
          if (owner === undefined) return [];
          const whose = pathOf(owner);
          return [
            {
              consumer: path,
              message: `Linux takes cell ${cell} of 'iommu-addresses', a part of the entry for ${whose}, for the phandle of ${path}`,
              location: regionCells(tree, region, cell),
              details: [
                `the cell and the phandle are both 0x${(cellAt(region.property, cell) ?? 0).toString(16)}`,
                "Linux reserves whatever the cells after it say, and may skip the entries that follow",
              ],
              help: `give ${path} a region of its own`,
              about: [readFor(iommuAddresses, region.path, path)],
              breaks: brokenFrom(region.path, path),
              key: region.path,
            },
          ];
        }),
    );
  },
});

/**
 * The first cell that the kernel's scan takes for the phandle and that is none; null if all matches are entries. Behind
 * the first entry that cannot be followed nobody can tell one from the other.
 */
function falseMatch(tree: DeviceTree, region: IommuRegion, node: DtNode): number | null {
  const own = phandleOf(node);
  const { address, size } = entryCellsOf(tree, node);
  const starts = new Set(region.reading.entries.filter((e) => e.target === node).map((e) => e.cell));
  const end = region.reading.problem?.cell ?? cellCount(region.property);
  for (let at = 0; at < end; ) {
    if (cellAt(region.property, at) !== own) at++;
    else if (!starts.has(at)) return at;
    else at += 1 + address + size;
  }
  return null;
}
