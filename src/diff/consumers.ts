/** Consumers of two sides, matched by id: what each can be handed, what is kept from it, and with whom it shares. */
import { by } from "../base/order.js";
import { compareBigint, lastByte, lastByteOf, overlaps, type Range, RangeSet } from "../base/range.js";
import type { Consumer, Usable } from "../system/model.js";
import { isSameButForOrder } from "./group-order.js";
import type { Change, Grouping, ReservedRange } from "./model.js";

type ById = ReadonlyMap<string, Consumer>;

export function consumerChanges(old: ById, now: ById): Change[] {
  const changes: Change[] = [];
  for (const [id, before] of old) {
    const after = now.get(id);
    if (after === undefined)
      changes.push({ ...about(before), kind: "consumer-removed", before: figures(before), after: null });
    else changes.push(...changesOf(before, after));
  }
  for (const [id, after] of now) {
    if (old.has(id)) continue;
    changes.push({ ...about(after), kind: "consumer-added", before: null, after: figures(after) });
  }
  return changes;
}

const about = ({ id, name }: Consumer) => ({ consumer: id, name });

const figures = (consumer: Consumer) => ({
  usable: consumer.usable,
  reservations: reserved(consumer),
  ...grouping(consumer),
});

function changesOf(before: Consumer, after: Consumer): Change[] {
  const changes: Change[] = [];
  if (!isSameUsable(before.usable, after.usable) && !isSameButForOrder(before, after)) {
    changes.push({ ...about(after), kind: "usable", before: before.usable, after: after.usable });
  }
  const [was, is] = [reserved(before), reserved(after)];
  if (was.map(rangeKey).join(" ") !== is.map(rangeKey).join(" ")) {
    changes.push({ ...about(after), kind: "reservation", before: { reservations: was }, after: { reservations: is } });
  }
  const [oldGroup, newGroup] = [grouping(before), grouping(after)];
  if (groupKey(oldGroup) !== groupKey(newGroup)) {
    changes.push({ ...about(after), kind: "group", before: oldGroup, after: newGroup });
  }
  return changes;
}

const isSameUsable = (a: Usable, b: Usable): boolean =>
  a.largestAligned === b.largestAligned && rangesKey(a.ranges) === rangesKey(b.ranges);

const rangesKey = (ranges: readonly Range[]): string => ranges.map(({ start, end }) => `${start}-${end}`).join(" ");

const rangeKey = ({ start, last, ...kind }: ReservedRange): string => `${start}-${last} ${kindKey(kind)}`;

const kindKey = ({ type, inAllocator, origin, inheritedFrom }: Omit<ReservedRange, "start" | "last">): string =>
  [type, inAllocator ? "held" : "listed", origin, inheritedFrom ?? ""].join("\0");

/**
 * Ranges of one kind united; what is empty or wraps is kept as it is. What lies outside of all that the consumer could
 * address is left out: it has no effect, save that Linux maps a direct range wherever it lies. In order of address,
 * then of kind.
 */
function reserved({ reservations, reach }: Consumer): ReservedRange[] {
  const kinds = new Map<string, { kind: Omit<ReservedRange, "start" | "last">; ranges: Range[] }>();
  const odd = new Map<string, ReservedRange>();
  for (const { start, length, type, inAllocator, origin } of reservations) {
    const inheritedFrom = "inheritedFrom" in origin ? origin.inheritedFrom : null;
    const kind = { type, inAllocator, origin: origin.kind, inheritedFrom };
    const last = lastByteOf(start, length);
    if (length === 0n || last < start) {
      const one = { start, last, ...kind };
      odd.set(rangeKey(one), one);
      continue;
    }
    if (type !== "direct" && !overlaps({ start, end: start + length }, reach)) continue;
    const known = kinds.get(kindKey(kind)) ?? { kind, ranges: [] };
    known.ranges.push({ start, end: start + length });
    kinds.set(kindKey(kind), known);
  }
  const united = [...kinds.values()].flatMap(({ kind, ranges }) =>
    RangeSet.of(ranges).ranges.map((range) => ({ start: range.start, last: lastByte(range), ...kind })),
  );
  return [...united, ...odd.values()].sort(
    (a, b) => compareBigint(a.start, b.start) || compareBigint(a.last, b.last) || by(rangeKey)(a, b),
  );
}

function grouping({ domain, group, groupReason, domainType }: Consumer): Grouping {
  const isAlone = group === null && domain.members.length === 1;
  return {
    members: isAlone ? null : [...domain.members].sort(),
    reason: groupReason,
    domainType,
    first: domain.ifFirst.length > 0 && domain.isFirstPlanned ? domain.first : null,
  };
}

const groupKey = ({ members, reason, domainType, first }: Grouping): string =>
  JSON.stringify([members, reason, domainType, first]);
