/**
 * Before over after as a picture: the spaces of those who can be handed other addresses than before, or have come or gone.
 * It is made of the JSON's values alone, and rounds nothing.
 */
import { compareBigint, type Range, RangeSet, range } from "../../base/range.js";
import type { SpanKind } from "../map/model.js";
import { bytesOf } from "../map/origins.js";
import type { AddressRange } from "../schema.js";
import type { Effect } from "./effects.js";
import type { ChangeView } from "./schema.js";

/** Within a span all is the same. `short`: it was kept before, and may be handed out now. */
export type SideSpan = Range & { readonly kind: Extract<SpanKind, "usable" | "reserved" | "short" | "unreachable"> };

/** One side's space of a consumer. */
interface SideSpace {
  readonly side: "before" | "after";
  /** Null where it can address nothing. */
  readonly reach: Range | null;
  readonly usable: RangeSet;
  /** What of it is no longer kept; never of the side before. */
  readonly lost: RangeSet;
}

/** What is drawn of one consumer. */
export interface BeforeAfter {
  /** Id. */
  readonly consumer: string;
  /** Ids of those that had its streams before, where it is new. */
  readonly streamsOf: readonly string[];
  /** Before first; only one where the other side has no such consumer. */
  readonly spaces: readonly SideSpace[];
}

interface SpaceView {
  readonly reach: AddressRange | null;
  readonly ranges: readonly AddressRange[];
}

/** Null where nothing is to be seen: the same addresses before and after, or nothing kept from one that has come or gone. */
export function beforeAfterOf({ consumer, changes }: Effect): BeforeAfter | null {
  if (consumer === null) return null;
  const usable = changes.find((change) => change.kind === "usable");
  if (usable !== undefined) {
    const spaces = [before(usable.before), after(usable.after, lostIn(changes))];
    // The largest aligned allocation alone may differ.
    return new Set(spaces.map(lookOf)).size === 1 ? null : { consumer, streamsOf: [], spaces };
  }
  const handed = changes.filter((change) => change.kind === "streams-handed-over");
  const spaces = [
    ...handed.map((change) => before(viewOf(change.before))),
    ...changes.flatMap((change): SideSpace[] => {
      if (change.kind === "consumer-removed") return [before(viewOf(change.before))];
      return change.kind === "consumer-added" ? [after(viewOf(change.after), lostIn(changes))] : [];
    }),
  ];
  if (!spaces.some(isTelling)) return null;
  return { consumer, streamsOf: handed.map((change) => change.before.consumer), spaces };
}

const viewOf = ({ reach, usable }: { reach: AddressRange | null; usable: { ranges: AddressRange[] } }): SpaceView => ({
  reach,
  ranges: usable.ranges,
});

const lostIn = (changes: readonly ChangeView[]): RangeSet =>
  RangeSet.of(changes.flatMap((change) => ("lost" in change ? change.lost.map(bytesOf) : [])));

const spaceOf = (side: SideSpace["side"], { reach, ranges }: SpaceView, lost: RangeSet): SideSpace => ({
  side,
  reach: reach === null ? null : bytesOf(reach),
  usable: RangeSet.of(ranges.map(bytesOf)),
  lost,
});

const before = (view: SpaceView): SideSpace => spaceOf("before", view, RangeSet.empty);
const after = (view: SpaceView, lost: RangeSet): SideSpace => spaceOf("after", view, lost);

/** What of a space is seen. */
export const lookOf = ({ reach, usable, lost }: SideSpace): string =>
  [reach === null ? [] : [reach], usable.ranges, usable.intersect(lost).ranges]
    .map((ranges) => ranges.map(({ start, end }) => `${start}-${end}`).join(" "))
    .join("|");

/** Something of its reach is kept from it. */
const isTelling = ({ reach, usable }: SideSpace): boolean => reach !== null && usable.size < reach.end - reach.start;

/** From the first address that any of them could be handed to the last; null where that is none. */
export function extentOf(spaces: readonly SideSpace[]): Range | null {
  const reaches = spaces.flatMap(({ reach }) => reach ?? []);
  const [start] = reaches.map((reach) => reach.start).sort(compareBigint);
  const end = reaches
    .map((reach) => reach.end)
    .sort(compareBigint)
    .at(-1);
  return start === undefined || end === undefined ? null : range(start, end);
}

/** From the extent's start to its end, without gaps. */
export function spansOf({ reach, usable, lost }: SideSpace, extent: Range): SideSpan[] {
  const within = reach === null ? RangeSet.empty : RangeSet.of([reach]);
  const ofKind = (kind: SideSpan["kind"], { ranges }: RangeSet): SideSpan[] => ranges.map((one) => ({ ...one, kind }));
  return [
    ...ofKind("usable", usable.subtract(lost)),
    ...ofKind("short", usable.intersect(lost)),
    ...ofKind("reserved", within.subtract(usable)),
    ...ofKind("unreachable", RangeSet.of([extent]).subtract(within)),
  ].sort((a, b) => compareBigint(a.start, b.start));
}
