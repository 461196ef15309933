import { overlaps } from "../base/range.js";
import { lastOf, type Reservation } from "../system/model.js";
import { defineRule, type Observation } from "./engine/model.js";
import { onePerNode } from "./facts/consumers.js";
import { extentText } from "./facts/words.js";
import { reservationCellsMisaligned } from "./reservation-cells-misaligned.js";
import { reservationCellsShort } from "./reservation-cells-short.js";
import { reservationPhandleAlias } from "./reservation-phandle-alias.js";

export const reservationOverlap = defineRule({
  id: "reservation-overlap",
  title: "ranges of one consumer overlap or repeat",
  severity: "note",
  why: "Linux merges ranges of one type in what sysfs lists, and the allocator takes the union (iommu_insert_resv_region, reserve_iova; 6.12): harmless, but one of the two is not what someone thinks it is.",
  fix: "Keep one of them, or correct the bounds.",
  needs: [reservationCellsShort, reservationCellsMisaligned, reservationPhandleAlias],
  check: ({ system }) =>
    onePerNode(system).flatMap((consumer) => {
      const own = consumer.reservations
        .filter((r) => r.origin.kind === "iommu-addresses" && r.length > 0n && lastOf(r) >= r.start)
        .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
      const found: Observation[] = [];
      let highest = own[0];
      for (const next of own.slice(1)) {
        if (highest !== undefined && overlaps(rangeOf(highest), rangeOf(next))) {
          found.push(observation(consumer.path, highest, next));
        }
        if (highest === undefined || rangeOf(next).end > rangeOf(highest).end) highest = next;
      }
      return found;
    }),
});

const rangeOf = ({ start, length }: Reservation) => ({ start, end: start + length });

function observation(path: string, first: Reservation, second: Reservation): Observation {
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
    details: ["Linux takes the union"],
    help: null,
    related: a === null ? [] : [{ message: "the other range", location: a.location }],
    about: [path, ...[a, b].flatMap((origin) => (origin === null ? [] : [origin.region]))],
    key: texts.join(" "),
  };
}
