/** A board's map as an SVG that stands alone: no script, no font, nothing from anywhere else. */
import { markupText } from "../../base/markup.js";
import { compareBigint } from "../../base/range.js";
import { formatApproximateSize } from "../../base/units.js";
import type { Board, Report } from "../schema.js";
import { kernelText } from "../section/header.js";
import { pictureIn } from "./document.js";
import { type Row, rowsOf } from "./fold.js";
import { type Lane, lanesOf, type Picture, type SpanKind } from "./model.js";
import { type Scale, scaleOf } from "./scale.js";
import { rulerElement, rulerHeight } from "./svg-ruler.js";
import { cutsOf, spanElement } from "./svg-span.js";
import { patterns, STYLE } from "./svg-style.js";
import { element, fitted, label, textWidth } from "./svg-text.js";
import { KIND_LOOKS, kindsInOrder } from "./words.js";

const MARGIN = 16;
const NAMES = { least: 90, most: 240 } as const;
const GAP = 24;
const LANE = 28;
const BAR = 20;
/** Pixels that each range has at the least, where there is room. */
const LEAST = 5;
/** Of a column's bars, by how many columns there are; more than that are as wide as the last. */
const WIDTHS = [720, 460, 380, 320] as const;

export function mapSvg(report: Report): string {
  const boards = report.boards.filter(({ analysed }) => analysed);
  let y = 0;
  const parts = boards.map((board) => {
    const part = boardPart(board, report, y);
    y = part.bottom;
    return part;
  });
  const width = Math.max(LEAST_WIDTH, ...parts.map((part) => part.width));
  const height = Math.max(y, 2 * MARGIN);
  const names = boards.map(({ input }) => input).join(", ");
  const kinds = kindsInOrder.filter((kind) => parts.some((part) => part.kinds.has(kind)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="graphics-document document" aria-labelledby="map-title map-about">\n`,
    element("title", { id: "map-title" }, markupText(`IOVA map of ${names}`)),
    element("desc", { id: "map-about" }, markupText(ABOUT)),
    element("style", {}, STYLE),
    element("defs", {}, patterns(kinds)),
    "\n",
    element("rect", { class: "paper", width, height }),
    "\n",
    ...parts.map(({ body }) => body),
    "</svg>\n",
  ].join("");
}

const ABOUT =
  "A lane for each DMA master, from address 0 on; each range is a list item that says its first and last address, its size, what it is and who keeps it.";

interface Part {
  readonly body: string;
  readonly width: number;
  readonly bottom: number;
  readonly kinds: ReadonlySet<SpanKind>;
}

function boardPart(board: Board, report: Report, top: number): Part {
  if (board.consumers.length === 0) return emptyPart(board, report, top);
  const picture = pictureIn(board, report);
  const rows = rowsOf(picture, "alone");
  const kinds = new Set(
    lanesOf(picture)
      .flatMap(({ spaces }) => spaces.flatMap((one) => one?.spans ?? []))
      .map(({ kind }) => kind),
  );
  const scale = scaleOf(edgesOf(picture), WIDTHS[Math.min(picture.columns.length, WIDTHS.length) - 1] ?? 320, LEAST);
  const names = namesWidth(rows);
  const left = MARGIN + names + 8;
  const columnAt = (i: number) => left + i * (scale.width + GAP);
  const width = Math.max(LEAST_WIDTH, columnAt(picture.columns.length - 1) + scale.width + MARGIN);
  const key = legend(kinds, scale, top + MARGIN + 56, width);
  const ruled = key.bottom + 16;
  const first = ruled + rulerHeight(scale, picture.columns.length > 1) + 2;
  const heads = picture.columns.map(({ layout }, i) =>
    rulerElement(scale, { x: columnAt(i), y: ruled }, picture.columns.length === 1 ? null : layout),
  );
  const lanes = rows.map((row, i) => rowElement(row, picture, scale, { names, y: first + i * LANE, columnAt }));
  return {
    body: [header(board, report, top + MARGIN, width), key.body, ...heads, ...lanes].join("\n").concat("\n"),
    width,
    bottom: first + rows.length * LANE + MARGIN,
    kinds,
  };
}

const LEAST_WIDTH = 560;

function emptyPart(board: Board, report: Report, top: number): Part {
  const said = label("Nothing on this board masters DMA behind an IOMMU.", { x: MARGIN, y: top + MARGIN + 56 });
  const body = `${header(board, report, top + MARGIN, LEAST_WIDTH)}${said}\n`;
  return { body, width: LEAST_WIDTH, bottom: top + 2 * MARGIN + 60, kinds: new Set() };
}

function edgesOf(picture: Picture): bigint[] {
  const spans = lanesOf(picture).flatMap(({ spaces }) => spaces.flatMap((space) => space?.spans ?? []));
  const edges = spans.flatMap(({ start, end }) => [start, end]);
  return [...new Set([picture.extent.start, picture.extent.end, ...edges])].sort(compareBigint);
}

const namesWidth = (rows: readonly Row[]): number =>
  Math.min(
    NAMES.most,
    Math.max(
      NAMES.least,
      ...rows.filter(({ kind }) => kind === "lanes").map((row) => INDENT * row.depth + textWidth(rowName(row))),
    ),
  );

const INDENT = 14;

function rowName({ names }: Row): string {
  const [first = "", ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} alike`;
}

function header({ input, model }: Board, report: Report, top: number, width: number): string {
  const about = `${kernelText(report)}, ${report.options.iommuMode} mode`;
  return [
    label(fitted(input, width - 2 * MARGIN), { x: MARGIN, y: top + 12 }, { class: "strong" }),
    label(
      fitted(`${model === null ? "" : `${model}, `}${about}`, width - 2 * MARGIN),
      { x: MARGIN, y: top + 30 },
      { class: "soft" },
    ),
  ].join("");
}

/** What each kind looks like, and how far the scale can be trusted. */
function legend(
  kinds: ReadonlySet<SpanKind>,
  scale: Scale,
  top: number,
  width: number,
): { body: string; bottom: number } {
  let [x, y] = [MARGIN, top];
  const items = kindsInOrder
    .filter((kind) => kinds.has(kind))
    .map((kind) => {
      const { name } = KIND_LOOKS[kind];
      const room = 18 + 6 + textWidth(name) + 18;
      if (x > MARGIN && x + room > width - MARGIN) [x, y] = [MARGIN, y + 20];
      const at = x;
      x += room;
      return [
        element("rect", { class: "span", x: at, y: y - 11, width: 18, height: 14, fill: `url(#k-${kind})` }),
        label(name, { x: at + 24, y }),
      ].join("");
    });
  const note = label(scaleNote(scale), { x: MARGIN, y: y + 20 }, { class: "soft" });
  return { body: [...items, note].join(""), bottom: y + 20 };
}

function scaleNote({ bytesPerUnit, intervals }: Scale): string {
  return [
    ...(bytesPerUnit === 0n ? [] : [`${LEAST} pixels are ${formatApproximateSize(bytesPerUnit * BigInt(LEAST))}`]),
    ...(intervals.includes("widened") ? ["▾ wider than that, so that it can be seen"] : []),
    ...(intervals.includes("cut") ? ["// cut short"] : []),
    ...(intervals.includes("crowded") ? ["some ranges have no room, and are lines"] : []),
  ].join("; ");
}

interface Frame {
  readonly names: number;
  readonly y: number;
  readonly columnAt: (column: number) => number;
}

function rowElement(row: Row, picture: Picture, scale: Scale, { names, y, columnAt }: Frame): string {
  const x = MARGIN + INDENT * row.depth;
  const text = y + BAR / 2 + 4;
  if (row.kind === "heading") return label(row.names.join(), { x, y: text }, { class: "soft" });
  const [lane] = row.lanes;
  if (lane === undefined) return "";
  const ids = row.lanes.map(({ id }) => id);
  const branch = row.depth === 0 ? "" : element("path", { class: "rule", d: branchPath(row, y) });
  const name = element(
    "g",
    {},
    `<title>${markupText(ids.join(", "))}</title>`,
    label(fitted(rowName(row), names - INDENT * row.depth), { x, y: text }, row.depth === 0 ? { class: "strong" } : {}),
  );
  return [branch, name, ...bars(lane, ids, picture, scale, { names, y, columnAt })].join("");
}

/** From the lane above to this one's name, and on to the next below. */
function branchPath({ isLast }: Row, y: number): string {
  const x = MARGIN + 4;
  const middle = y + BAR / 2;
  return `M${x},${y - (LANE - BAR)} V${isLast ? middle : y + BAR} M${x},${middle} H${x + 7}`;
}

const bars = (
  lane: Lane,
  ids: readonly string[],
  { columns }: Picture,
  scale: Scale,
  { y, columnAt }: Frame,
): string[] =>
  lane.spaces.map((space, i) => {
    const layout = columns[i]?.layout ?? "";
    if (space === null) return label("not evaluated", { x: columnAt(i), y: y + BAR / 2 + 4 }, { class: "soft" });
    const place = { x: columnAt(i), y, height: BAR };
    const said = columns.length === 1 ? "" : `, ${layout}`;
    return element(
      "g",
      {
        role: "list",
        "aria-label": `${ids.join(", ")}${said}`,
        "data-consumers": JSON.stringify(ids),
        "data-layout": layout,
      },
      ...space.spans.map((span) => spanElement(span, scale, place)),
      cutMarks(scale, place),
    );
  });

/** Two strokes through the lane where an interval is cut. */
const cutMarks = (scale: Scale, { x, y, height }: { x: number; y: number; height: number }): string =>
  cutsOf(scale)
    .map((at) => {
      const middle = x + at;
      const d = `M${middle - 5},${y + height + 1} L${middle - 1},${y - 1} H${middle + 5} L${middle + 1},${y + height + 1} Z`;
      return element("path", { class: "cut", d, "aria-hidden": "true" });
    })
    .join("");
