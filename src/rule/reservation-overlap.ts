import { overlaps } from "../base/range.js";
import { phandles } from "../of/phandle-list.js";
import { type Consumer, lastOf, type Reservation, type System } from "../system/model.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import { defineRule, type Observation } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { cellsAt } from "./facts/place.js";
import { readFor, readForRange } from "./facts/subjects.js";
import { extentText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";

export const reservationOverlap = defineRule({
  id: "reservation-overlap",
  title: "ranges of one consumer overlap or repeat",
  severity: "note",
  why: "Linux merges ranges of one type in sysfs, and the allocator reserves the union (iommu_insert_resv_region, reserve_iova; 6.12): harmless, but one of the two is probably a mistake.",
  fix: "Keep one of them, or correct the bounds.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationPhandleAlias],
  check: ({ system }) =>
    onePerNode(system).flatMap((consumer) => {
      // A region that is named twice brings the very same values twice: listedTwice tells of it.
      const own = [...new Set(consumer.reservations)]
        .filter((r) => r.origin.kind === "iommu-addresses" && r.length > 0n && lastOf(r) >= r.start)
        .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
      const found: Observation[] = [];
      let highest = own[0];
      for (const next of own.slice(1)) {
        if (highest !== undefined && overlaps(rangeOf(highest), rangeOf(next))) {
          found.push(observation(system, consumer.path, highest, next));
        }
        if (highest === undefined || rangeOf(next).end > rangeOf(highest).end) highest = next;
      }
      return [...found, ...listedTwice(consumer, system)];
    }),
});

/** A region that `memory-region` names more than once. */
function listedTwice({ node, path }: Consumer, { tree, iommuAddresses }: System): readonly Observation[] {
  const property = node?.properties.get("memory-region");
  if (node === null || property === undefined) return [];
  const seen = new Set<DtNode>();
  return phandles(tree, property).flatMap(({ target, offset }): readonly Observation[] => {
    if (target === null || !target.properties.has("iommu-addresses")) return [];
    if (!seen.has(target)) {
      seen.add(target);
      return [];
    }
    const region = pathOf(target);
    return [
      {
        consumer: path,
        message: `${path} lists ${region} more than once`,
        location: cellsAt(tree, node, "memory-region", offset / 4),
        details: ["reserving a range again changes nothing"],
        help: null,
        about: [readFor(iommuAddresses, region, path)],
        key: `twice ${region}`,
      },
    ];
  });
}

const rangeOf = ({ start, length }: Reservation) => ({ start, end: start + length });

function observation({ iommuAddresses }: System, path: string, first: Reservation, second: Reservation): Observation {
  const texts = [first, second].map((r) => extentText(r.start, r.length));
  const place = (r: Reservation) => (r.origin.kind === "iommu-addresses" ? r.origin : null);
  const [a, b] = [place(first), place(second)];
  const location = b?.location ?? a?.location ?? { kind: "input", file: "" };
  return {
    consumer: path,
    message:
      texts[0] === texts[1]
        ? `${texts[1]} is reserved twice for ${path}`
        : `${texts[1]} overlaps ${texts[0]}, both reserved for ${path}`,
    location,
    details: ["Linux reserves the union"],
    help: null,
    related: a === null ? [] : [{ message: "the other range", location: a.location }],
    about: [first, second].flatMap((one) => readForRange(iommuAddresses, path, one)),
    key: texts.join(" "),
  };
}
