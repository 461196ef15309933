/** Bars that fit a width: a ruler, a line for each row, what the characters mean, and where the scale is not linear. */
import { compareBigint } from "../../base/range.js";
import { formatApproximateSize } from "../../base/units.js";
import type { MapBlock, MapRow } from "../blocks.js";
import { joined, type Style, type Styled, solid, text, widthOf } from "../styled.js";
import { indented } from "../wrap.js";
import type { SpanKind } from "./model.js";
import { type Scale, scaleOf } from "./scale.js";
import { KIND_LOOKS, kindsInOrder } from "./words.js";

/** A bar of fewer columns shows nothing. */
const LEAST_BAR = 16;

/** Several ranges in one column. */
const SEVERAL = "*";

export function mapLines(block: MapBlock, columns: number): Styled[] {
  const labels = block.rows.filter(({ spans }) => spans !== null).map(labelWidth);
  const most = Math.max(8, Math.floor(columns / 3));
  const fitting = labels.filter((width) => width <= most);
  const name = Math.max(8, ...fitting);
  const scale = scaleOf(edgesOf(block), Math.max(LEAST_BAR, columns - name - 3));
  const bars = block.rows.map(({ spans }) => (spans === null ? null : barOf(spans, scale)));
  return [
    ...rulerLines(scale).map((line) => [...text(" ".repeat(name + 3)), ...line]),
    ...block.rows.flatMap((row, i) => rowLines(row, bars[i] ?? null, name, columns)),
    ...legend(
      block,
      scale,
      bars.some((bar) => bar?.isCrowded === true),
    ).flatMap((line) => indented(line, columns, "  ", "    ")),
  ];
}

const labelWidth = ({ lead, label }: MapRow): number => [...lead].length + widthOf(label);

function edgesOf({ extent, rows }: MapBlock): bigint[] {
  const edges = rows.flatMap(({ spans }) => (spans ?? []).flatMap(({ start, end }) => [start, end]));
  return [...new Set([extent.start, extent.end, ...edges])].sort(compareBigint);
}

/** A label that is too long stands above its bar. */
function rowLines(row: MapRow, bar: Bar | null, name: number, columns: number): Styled[] {
  const label = [...text(row.lead, "faint"), ...row.label];
  if (bar === null) return indented(label, columns, "  ", "    ");
  const isBeside = labelWidth(row) <= name;
  const gap = " ".repeat(isBeside ? name - labelWidth(row) + 1 : name + 1);
  const line = [...text("  "), ...(isBeside ? label : []), ...text(gap), ...bar.cells];
  return isBeside ? [line] : [...indented(label, columns, "  ", "    "), line];
}

interface Bar {
  readonly cells: Styled;
  /** A column stands for more than one kind. */
  readonly isCrowded: boolean;
}

type Spans = NonNullable<MapRow["spans"]>;

/** One character a column. */
function barOf(spans: Spans, scale: Scale): Bar {
  const cells: { glyph: string; style: Style }[] = [];
  let isCrowded = false;
  const cut = new Set(cutColumns(scale));
  for (let column = 0; column < scale.width; column++) {
    const kinds = kindsAt(spans, scale, column);
    const [kind = "unreachable"] = kinds;
    const look = KIND_LOOKS[kind];
    if (kinds.length > 1) isCrowded = true;
    if (kinds.length > 1) cells.push({ glyph: SEVERAL, style: "strong" });
    else if (cut.has(column)) cells.push({ glyph: "/", style: "faint" });
    else cells.push({ glyph: look.glyph, style: look.style });
  }
  return { cells: cells.flatMap(({ glyph, style }) => solid(glyph, style)), isCrowded };
}

/** What a column stands for: one interval, and those beside it that have no room of their own. */
function kindsAt(spans: Spans, { edges, positions, intervals, width }: Scale, column: number): SpanKind[] {
  const kinds = new Set<SpanKind>();
  intervals.forEach((how, i) => {
    const [from = 0, to = 0] = [positions[i], positions[i + 1]];
    const isHere = how === "crowded" ? Math.min(from, width - 1) === column : from <= column && column < to;
    if (!isHere) return;
    const start = edges[i] ?? 0n;
    const span = spans.find((one) => one.start <= start && start < one.end);
    if (span !== undefined) kinds.add(span.kind);
  });
  return [...kinds];
}

/** The two in the middle of an interval that is cut, or its only one. */
function cutColumns({ positions, intervals }: Scale): number[] {
  return intervals.flatMap((how, i) => {
    if (how !== "cut") return [];
    const [from = 0, to = 0] = [positions[i], positions[i + 1]];
    const middle = Math.floor((from + to) / 2);
    return to - from < 4 ? [middle] : [middle - 1, middle];
  });
}

/** Where ranges begin, with as many addresses as have room, and both ends in any case; the last is an address itself. */
function rulerLines(scale: Scale): Styled[] {
  const { positions, intervals, width } = scale;
  const [upper, lower, marks] = [blank(width), blank(width), blank(width)];
  for (const [i, how] of intervals.entries()) {
    const at = positions[i] ?? 0;
    if (at < width && marks[at] !== "^") marks[at] = how === "widened" ? "^" : "|";
  }
  for (const column of cutColumns(scale)) marks[column] = "/";
  for (const { label, left, at, isUpper } of rulerLabels(scale)) {
    (isUpper ? upper : lower).splice(left, label.length, ...label);
    const isLone = [at - 1, at, at + 1].every((column) => (lower[column] ?? " ") === " ");
    if (isUpper && isLone) lower[at] = "|";
  }
  return [upper, lower, marks]
    .map((line) => line.join("").trimEnd())
    .flatMap((line) => (line === "" ? [] : [text(line, "faint")]));
}

const blank = (width: number): string[] => Array<string>(width).fill(" ");

interface RulerLabel {
  readonly label: string;
  /** Columns: where it begins, and where its mark is. */
  readonly left: number;
  readonly at: number;
  readonly isUpper: boolean;
}

/** In the lower line as long as there is room, then in the upper. */
function rulerLabels({ edges, positions, width }: Scale): RulerLabel[] {
  const last = hex((edges.at(-1) ?? 1n) - 1n);
  const placed: RulerLabel[] = [
    { label: hex(edges[0] ?? 0n), left: 0, at: 0, isUpper: false },
    { label: last, left: Math.max(0, width - last.length), at: width - 1, isUpper: false },
  ];
  for (let i = 1; i < edges.length - 1; i++) {
    const [at, label] = [positions[i] ?? 0, hex(edges[i] ?? 0n)];
    const left = Math.max(0, Math.min(at, width - label.length));
    const isFree = (isUpper: boolean) =>
      placed.every(
        (other) =>
          other.isUpper !== isUpper || left > other.left + other.label.length || other.left > left + label.length,
      );
    if (isFree(false)) placed.push({ label, left, at, isUpper: false });
    else if (isFree(true) && at < width) placed.push({ label, left, at, isUpper: true });
  }
  return placed;
}

const hex = (address: bigint): string => `0x${address.toString(16)}`;

function legend(block: MapBlock, { intervals, bytesPerUnit }: Scale, isCrowded: boolean): Styled[] {
  const drawn = new Set(block.rows.flatMap(({ spans }) => (spans ?? []).map(({ kind }) => kind)));
  const kinds = kindsInOrder
    .filter((kind) => drawn.has(kind))
    .map((kind) => keyOf(KIND_LOOKS[kind].glyph, block.words[kind] ?? KIND_LOOKS[kind].name, KIND_LOOKS[kind].style));
  const notes = [
    ...(bytesPerUnit === 0n ? [] : [`a column is ${formatApproximateSize(bytesPerUnit)}`]),
    ...(intervals.includes("widened") ? ["^ begins what is drawn wider than that"] : []),
    ...(intervals.includes("cut") ? ["// is cut"] : []),
    ...(isCrowded ? [`${SEVERAL} several ranges, too narrow to be told apart`] : []),
  ];
  return [joined(kinds, "  "), text(notes.join(", "), "faint")];
}

const keyOf = (glyph: string, name: string, style: Style): Styled => [...solid(glyph, style), ...solid(` ${name}`)];
