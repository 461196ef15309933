/** One range of one lane: its rectangle, its exact words for whoever points at it or hears it, and a label where it fits. */
import { markupText } from "../../base/markup.js";
import type { Span } from "./model.js";
import type { Scale } from "./scale.js";
import { spanLabel, spanWords } from "./span-words.js";
import { element, label, textWidth } from "./svg-text.js";

export interface Place {
  /** Of the lane's left end, and of its upper edge. */
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** A rectangle that has no width to scale is drawn this wide, over what stands beside it. */
const HAIRLINE = 1;

export function spanElement(span: Span, scale: Scale, { x, y, height }: Place): string {
  const [from, to] = [edgeAt(scale, span.start), edgeAt(scale, span.end)];
  const width = Math.max(HAIRLINE, to - from);
  const words = spanWords(span, howWide(span, scale));
  const place = { x: x + from, y, width, height };
  return element(
    "g",
    {
      role: "listitem",
      "aria-label": words,
      "data-start": hex(span.start),
      "data-end": hex(span.end - 1n),
      "data-kind": span.kind,
    },
    `<title>${markupText(words)}</title>`,
    element("rect", { class: "span", ...place, fill: `url(#k-${span.kind})` }),
    tag(span, { from, to }, scale, { x, y, height }),
  );
}

const hex = (address: bigint): string => `0x${address.toString(16)}`;

/** Every edge of a span is one of the scale's. */
function edgeAt({ edges, positions, width }: Scale, edge: bigint): number {
  const at = edges.indexOf(edge);
  return positions[at] ?? width;
}

function howWide({ start, end }: Span, { edges, intervals }: Scale): string | null {
  const within = intervals.filter((_, i) => start <= (edges[i] ?? 0n) && (edges[i] ?? 0n) < end);
  if (within.every((how) => how === "linear")) return null;
  if (within.includes("cut")) return "drawn narrower than to scale";
  return within.every((how) => how === "crowded" || how === "widened") ? "drawn wider than to scale" : null;
}

const PADDING = 4;
/** What a mark takes on either side of its middle. */
const MARK = 7;

/** Where lanes are marked as cut. */
export const cutsOf = ({ intervals, positions }: Scale): number[] =>
  intervals.flatMap((how, i) =>
    how === "cut" ? [Math.floor(((positions[i] ?? 0) + (positions[i + 1] ?? 0)) / 2)] : [],
  );

/** Its size, and its kind where that has room, on a ground of its own so that no pattern runs through it. */
function tag(span: Span, { from, to }: { from: number; to: number }, scale: Scale, { x, y, height }: Place): string {
  if (span.kind === "first-page") return "";
  const room = widest(from, to, cutsOf(scale));
  const words = spanLabel(span, (one) => textWidth(one) + 3 * PADDING <= room.width);
  if (words === null) return "";
  const width = textWidth(words);
  const left = Math.round(x + room.left + (room.width - width) / 2);
  const ground = { x: left - PADDING / 2, y: y + 2, width: width + PADDING, height: height - 4, rx: 2 };
  return [
    span.kind === "usable" ? "" : element("rect", { class: "tag", ...ground }),
    label(words, { x: left, y: y + height / 2 + 4 }),
  ].join("");
}

/** The widest stretch without a mark. */
function widest(from: number, to: number, cuts: readonly number[]): { left: number; width: number } {
  const within = cuts.filter((cut) => from < cut && cut < to);
  const starts = [from, ...within.map((cut) => cut + MARK)];
  const ends = [...within.map((cut) => cut - MARK), to];
  const stretches = starts.map((left, i) => ({ left, width: (ends[i] ?? to) - left }));
  return stretches.reduce((best, one) => (one.width > best.width ? one : best));
}
