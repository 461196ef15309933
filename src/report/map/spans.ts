/** A space cut at every edge that the report knows of, and each piece judged: what is it, who keeps it, who needs it. */
import { alignDown, alignUp, compareBigint, type Range, RangeSet, range, roundOutward } from "../../base/range.js";
import type { Hold, Origin, Space, Span, SpanKind } from "./model.js";

export interface SpaceFacts {
  readonly granule: bigint;
  /** Null where nothing can be addressed. */
  readonly reach: Range | null;
  readonly usable: RangeSet;
  /** Null where it is unknown. */
  readonly need: { readonly from: "plan" | "device-tree"; readonly ranges: RangeSet } | null;
  readonly origins: readonly Origin[];
}

/** @param extent of the picture: it begins at 0, and no reach leaves it */
export function spaceOf(facts: SpaceFacts, extent: Range): Space {
  const judged = judgeOf(facts);
  const spans = merged(pieces(facts, judged.hardware, extent).map(judged.span));
  const sum = (isCounted: (span: Span) => boolean) =>
    spans.filter(isCounted).reduce((total, { start, end }) => total + end - start, 0n);
  return {
    spans,
    usableBytes: sum(({ isUsable }) => isUsable),
    wasteBytes: facts.need === null ? null : sum(({ isWasted }) => isWasted === true),
    shortfallBytes: facts.need === null ? null : sum(({ isUsable, isNeeded }) => isUsable && isNeeded === true),
  };
}

/** Outside of reach nothing is told apart but the page at 0. */
function pieces({ granule, reach, usable, need, origins }: SpaceFacts, hardware: RangeSet, extent: Range): Range[] {
  const within = reach ?? range(extent.end, extent.end);
  const sources: readonly Range[] = [
    ...usable.ranges,
    ...(need?.ranges.ranges ?? []),
    ...hardware.ranges,
    ...origins.filter(({ inEffect }) => inEffect).map((origin) => origin.range),
  ];
  const inside = sources
    .flatMap(({ start, end }) => [start, end])
    .filter((edge) => within.start < edge && edge < within.end);
  const outside = [granule < within.start ? granule : within.start, within.start, within.end];
  const edges = [...new Set([extent.start, ...outside, ...inside, extent.end])]
    .filter((edge) => extent.start <= edge && edge <= extent.end)
    .sort(compareBigint);
  return edges.slice(1).map((end, i) => range(edges[i] ?? extent.start, end));
}

function judgeOf({ granule, reach, usable, need, origins }: SpaceFacts) {
  const acting = origins.filter(({ inEffect }) => inEffect);
  const ofHardware = acting.filter(({ hold }) => hold === "hardware");
  const hardware = RangeSet.of(ofHardware.map((origin) => roundOutward(origin.range, granule)));
  const free = new Cursor(usable);
  const needed = need === null ? null : new Cursor(need.ranges);
  const fixed = new Cursor(hardware);
  const span = (piece: Range): Span => {
    const { start, end } = piece;
    const isReachable = reach !== null && reach.start <= start && end <= reach.end;
    const isHardware = isReachable && fixed.holds(start);
    const isUsable = isReachable && free.holds(start);
    const isNeeded = needed === null ? null : isReachable && !isHardware && needed.holds(start);
    const isKept = isReachable && !isUsable;
    const here = origins.filter((origin) => touches(origin, piece, granule));
    const exact = here.filter((origin) => origin.inEffect && covers(origin.range, piece));
    const isRounding = isKept && exact.length === 0 && here.some(({ inEffect }) => inEffect);
    const isWasted = isNeeded === null ? null : isKept && !isHardware && !isNeeded;
    const known = { isReachable, isUsable, isNeeded, isWasted, isRounding };
    const kind = kindOf(known, { isHardware, isFirstPage: end <= granule, isPlanned: need?.from === "plan", exact });
    return { start, end, kind, ...known, origins: here };
  };
  return { hardware, span };
}

const covers = (whole: Range, piece: Range): boolean => whole.start <= piece.start && piece.end <= whole.end;

/** With the granules that it is rounded to. */
const touches = ({ range: { start, end } }: Origin, piece: Range, granule: bigint): boolean =>
  alignDown(start, granule) < piece.end && piece.start < alignUp(end, granule);

/** Most particular first. */
const HOLDS: readonly Hold[] = ["direct", "inherited", "reserved", "shared", "hardware"];

function kindOf(
  span: Pick<Span, "isReachable" | "isUsable" | "isNeeded" | "isWasted" | "isRounding">,
  more: {
    readonly isHardware: boolean;
    readonly isFirstPage: boolean;
    readonly isPlanned: boolean;
    readonly exact: readonly Origin[];
  },
): SpanKind {
  if (!span.isReachable) return more.isFirstPage ? "first-page" : "unreachable";
  if (span.isUsable) return span.isNeeded === true ? "short" : "usable";
  if (more.isHardware) return "hardware";
  if (span.isRounding && span.isNeeded !== true) return "rounding";
  if (span.isWasted === true) return "wasted";
  const hold = HOLDS.find((one) => more.exact.some((origin) => origin.hold === one)) ?? "reserved";
  if (hold === "direct") return hold;
  return more.isPlanned ? "needed" : hold;
}

/** Neighbours of which all is the same become one. */
function merged(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last !== undefined && sameFacts(last, span)) out[out.length - 1] = { ...last, end: span.end };
    else out.push(span);
  }
  return out;
}

const sameFacts = (a: Span, b: Span): boolean =>
  a.kind === b.kind &&
  a.isUsable === b.isUsable &&
  a.isNeeded === b.isNeeded &&
  a.isWasted === b.isWasted &&
  a.isRounding === b.isRounding &&
  a.origins.length === b.origins.length &&
  a.origins.every((origin, i) => origin === b.origins[i]);

/** Whether ascending addresses lie in a set: each is asked for once. */
class Cursor {
  private next = 0;

  constructor(private readonly set: RangeSet) {}

  holds(address: bigint): boolean {
    const { ranges } = this.set;
    while ((ranges[this.next]?.end ?? address + 1n) <= address) this.next++;
    return (ranges[this.next]?.start ?? address + 1n) <= address;
  }
}
