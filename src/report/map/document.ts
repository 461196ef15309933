/** `map` in text and Markdown: the bars, and every range that is in them with its exact ends. */
import { amount, rangeText } from "../amount.js";
import type { Block, TreeItem } from "../blocks.js";
import { inclusive } from "../plain.js";
import type { Board, Report } from "../schema.js";
import { attempted, failureBlocks } from "../section/failures.js";
import { headerBlocks } from "../section/header.js";
import { joined, path, type Styled, solid, text } from "../styled.js";
import { mapBlock } from "./bars.js";
import { type Folding, type Row, rowsOf } from "./fold.js";
import type { Lane, Picture, Space, Span } from "./model.js";
import { pictureOf } from "./picture.js";
import { KIND_LOOKS, originWords } from "./words.js";

export const mapBlocks = (report: Report, verbose: boolean): Block[] => [
  ...failureBlocks(attempted(report), "analysed", verbose),
  ...report.boards.filter(({ analysed }) => analysed).flatMap((board) => boardBlocks(board, report, verbose)),
];

/** The layouts that were asked for, beside today's. */
export const pictureIn = (board: Board, { options: { layouts } }: Pick<Report, "options">): Picture =>
  pictureOf(board, layouts ?? []);

function boardBlocks(board: Board, report: Report, verbose: boolean): Block[] {
  const header = headerBlocks(board, report);
  if (board.consumers.length === 0) {
    return [
      ...header,
      { kind: "paragraph", text: text("No consumers: nothing on this board masters DMA behind an IOMMU.") },
    ];
  }
  const picture = pictureIn(board, report);
  return [
    ...header,
    { kind: "title", level: 2, text: text("Map", "strong") },
    mapBlock(picture, foldingFor(verbose)),
    { kind: "title", level: 2, text: text("Ranges", "strong") },
    { kind: "tree", roots: rowsOf(picture, foldingFor(verbose)).flatMap((row) => rangeItem(row, picture, verbose)) },
  ];
}

const foldingFor = (verbose: boolean): Folding => (verbose ? "none" : "all");

function rangeItem({ lanes }: Row, { columns }: Picture, verbose: boolean): TreeItem[] {
  const [first] = lanes;
  if (first === undefined) return [];
  const [today = null, ...others] = first.spaces;
  return [
    {
      label: idsText(lanes, verbose),
      details: today === null ? [] : rangeLines(today, verbose),
      children: others.flatMap((space, i): TreeItem[] =>
        space === null
          ? []
          : [
              {
                label: text(columns[i + 1]?.layout ?? "", "strong"),
                details: rangeLines(space, verbose),
                children: [],
              },
            ],
      ),
    },
  ];
}

/** More ids than these are counted. */
const MOST_IDS = 6;

function idsText(lanes: readonly Lane[], verbose: boolean): Styled {
  const shown = lanes.slice(0, verbose ? lanes.length : MOST_IDS).map(({ id }) => path(id, "strong"));
  const more = lanes.length - shown.length;
  return [...joined(shown, ", "), ...text(more === 0 ? "" : ` and ${more} more`, "strong")];
}

/** All of a space but page 0, which is the same in every one. */
const rangeLines = ({ spans }: Space, verbose: boolean): Styled[] =>
  spans.filter(({ kind }) => verbose || kind !== "first-page").map((span) => rangeLine(span, verbose));

function rangeLine(span: Span, verbose: boolean): Styled {
  const { meaning, style } = KIND_LOOKS[span.kind];
  const size = amount((span.end - span.start).toString());
  const said = originWords(span, verbose);
  return [
    ...solid(rangeText(inclusive(span))),
    ...text(" "),
    ...solid(size),
    ...text(` ${meaning}`, style === "faint" ? "plain" : style),
    ...text(said === "" ? "" : `: ${said}`, "faint"),
  ];
}
