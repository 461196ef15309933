/** Consumers of two sides, matched by id: what each can be handed, what is kept from it, and with whom it shares. */
import type { Range } from "../base/range.js";
import type { Usable } from "../system/model.js";
import { type ConsumerFacts, isSameButForOrder } from "./facts.js";
import { handedOver } from "./handed-over.js";
import { type Change, type Grouping, rangeKey } from "./model.js";
import { protectionChange } from "./protection.js";

export function consumerChanges(before: readonly ConsumerFacts[], after: readonly ConsumerFacts[]): Change[] {
  const [old, now] = [byId(before), byId(after)];
  const changes: Change[] = [];
  for (const was of before) {
    const is = now.get(was.id);
    if (is === undefined) changes.push({ ...about(was), kind: "consumer-removed", before: figures(was), after: null });
    else changes.push(...changesOf(was, is));
  }
  for (const is of after) {
    if (old.has(is.id)) continue;
    changes.push({ ...about(is), kind: "consumer-added", before: null, after: figures(is) });
  }
  return [...changes, ...handedOver(before, after)];
}

export const byId = (consumers: readonly ConsumerFacts[]): ReadonlyMap<string, ConsumerFacts> =>
  new Map(consumers.map((consumer) => [consumer.id, consumer]));

const about = ({ id, name }: ConsumerFacts) => ({ consumer: id, name });

const figures = ({ usable, reach, reservations, grouping, elsewhere }: ConsumerFacts) => ({
  usable,
  reach,
  reservations,
  ...grouping,
  elsewhere,
});

function changesOf(was: ConsumerFacts, is: ConsumerFacts): Change[] {
  const changes = protectionChange(was, is);
  if (!isSameUsable(was.usable, is.usable) && !isSameButForOrder(was, is)) {
    changes.push({ ...about(is), kind: "usable", before: usableOf(was), after: usableOf(is) });
  }
  if (was.reservations.map(rangeKey).join(" ") !== is.reservations.map(rangeKey).join(" ")) {
    const [before, after] = [{ reservations: was.reservations }, { reservations: is.reservations }];
    changes.push({ ...about(is), kind: "reservation", before, after });
  }
  if (groupKey(was.grouping) !== groupKey(is.grouping)) {
    changes.push({ ...about(is), kind: "group", before: was.grouping, after: is.grouping });
  }
  return changes;
}

const usableOf = ({ usable, reach }: ConsumerFacts) => ({ ...usable, reach });

const isSameUsable = (a: Usable, b: Usable): boolean =>
  a.largestAligned === b.largestAligned && rangesKey(a.ranges) === rangesKey(b.ranges);

const rangesKey = (ranges: readonly Range[]): string => ranges.map(({ start, end }) => `${start}-${end}`).join(" ");

const groupKey = ({ members, reason, domainType, first }: Grouping): string =>
  JSON.stringify([members, reason, domainType, first]);
