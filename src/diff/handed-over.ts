/**
 * The same masters under other names: a codec that was one node with two streams and is now a sub-node each, or an
 * `iommu-map`. By id they are gone and new; by their streams one can say what each is handed instead.
 */
import { RangeSet } from "../base/range.js";
import type { ConsumerFacts } from "./facts.js";
import type { Change, ReservedRange, StreamUser } from "./model.js";

/** For every pair of a consumer that is gone and one that is new with a stream in common. */
export function handedOver(before: readonly ConsumerFacts[], after: readonly ConsumerFacts[]): Change[] {
  const [old, now] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  const gone = before.filter(({ id }) => !now.has(id));
  if (gone.length === 0) return [];
  const users = new Map<string, ConsumerFacts[]>();
  for (const was of gone) {
    for (const { key } of was.streams) users.set(key, [...(users.get(key) ?? []), was]);
  }
  return after
    .filter(({ id }) => !old.has(id))
    .flatMap((is) => [...new Set(is.streams.flatMap(({ key }) => users.get(key) ?? []))].map((was) => change(was, is)));
}

function change(was: ConsumerFacts, is: ConsumerFacts): Change {
  const kept = new Set(was.streams.map(({ key }) => key));
  const lost = heldFrom(was).subtract(heldFrom(is)).ranges;
  return {
    kind: "streams-handed-over",
    consumer: is.id,
    name: is.name,
    before: user(was),
    after: user(is),
    streams: is.streams.filter(({ key }) => kept.has(key)).map(({ text }) => text),
    lost,
  };
}

const user = ({ id, usable, reach, reservations }: ConsumerFacts): StreamUser => ({
  consumer: id,
  usable,
  reach,
  reservations,
});

/** What its allocator never hands out because of somebody's words. */
const heldFrom = ({ reservations }: ConsumerFacts): RangeSet =>
  RangeSet.of(reservations.filter(isHeld).map(({ start, last }) => ({ start, end: last + 1n })));

const isHeld = ({ inAllocator, start, last }: ReservedRange): boolean => inAllocator && start <= last;
