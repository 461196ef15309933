/** The ruler above a column of lanes: a tick for each edge, the addresses that have room, both ends in any case. */
import type { Scale } from "./scale.js";
import { element, label, textWidth } from "./svg-text.js";

/** Of addresses, from below. */
const MOST_ROWS = 3;
const ROW = 13;
const TITLE = 20;

/** From the top of a column's title, if it has one, to the lanes. */
export const rulerHeight = (scale: Scale, isTitled: boolean): number =>
  (isTitled ? TITLE : 0) + ROW * (1 + Math.max(...places(scale).map(({ row }) => row))) + 16;

/** @param title of the column; null for an only one */
export function rulerElement(
  scale: Scale,
  { x, y }: { readonly x: number; readonly y: number },
  title: string | null,
): string {
  const base = y + rulerHeight(scale, title !== null) - 8;
  const placed = places(scale);
  const ticks = scale.positions.map((at, i) => {
    const row = placed.find(({ edge }) => edge === i)?.row ?? 0;
    return `M${x + at},${base} V${base - 5 - ROW * row}`;
  });
  const labels = placed.map(({ text, left, row }) =>
    label(text, { x: x + left, y: base - 8 - ROW * row }, { class: "soft" }),
  );
  return element(
    "g",
    { "aria-hidden": "true" },
    title === null ? "" : label(title, { x, y: y + 8 }, { class: "strong" }),
    element("path", { class: "rule", d: `M${x},${base} H${x + scale.width} ${ticks.join(" ")}` }),
    ...labels,
    ...widened(scale, x, base),
  );
}

interface Placed {
  readonly edge: number;
  readonly text: string;
  readonly left: number;
  /** 0 is the lowest. */
  readonly row: number;
}

/**
 * From the right, each in the lowest row that has room: so a label stands above those to its right, and the line down to
 * its tick runs through none of them. Both ends in any case, if it takes a row more.
 */
function places({ edges, positions, width }: Scale): Placed[] {
  const end = edges.length - 1;
  const placed: Placed[] = [];
  for (let edge = end; edge >= 0; edge--) {
    const text = hex(edge === end ? (edges[edge] ?? 1n) - 1n : (edges[edge] ?? 0n));
    const left = Math.max(0, Math.min(positions[edge] ?? 0, width - textWidth(text)));
    const right = left + textWidth(text) + 8;
    const isFree = (row: number) => placed.every((other) => other.row !== row || other.left >= right);
    const row = Array.from({ length: MOST_ROWS + (edge === 0 ? 1 : 0) }, (_, i) => i).find(isFree);
    if (row !== undefined) placed.push({ edge, text, left, row });
  }
  return placed;
}

/** A wedge over each interval that is wider than to scale. */
const widened = ({ intervals, positions }: Scale, x: number, base: number): string[] =>
  intervals.flatMap((how, i) => {
    if (how !== "widened") return [];
    const middle = x + ((positions[i] ?? 0) + (positions[i + 1] ?? 0)) / 2;
    return [element("path", { class: "mark", d: `M${middle - 3},${base + 1} h6 l-3,5 Z` })];
  });

const hex = (address: bigint): string => `0x${address.toString(16)}`;
