/** A report for people, before anyone decides what it is written in: text for a terminal, Markdown... */
import type { Range } from "../base/range.js";
import type { SpanKind } from "./map/model.js";
import type { MarkedLine } from "./source-lines.js";
import { type Styled, text } from "./styled.js";

export type Block =
  | { readonly kind: "title"; readonly level: 1 | 2; readonly text: Styled }
  | { readonly kind: "paragraph"; readonly text: Styled }
  | { readonly kind: "list"; readonly items: readonly Styled[] }
  | TableBlock
  | { readonly kind: "tree"; readonly roots: readonly TreeItem[] }
  | FindingBlock
  | FoldedBlock
  | MapBlock
  | { readonly kind: "digest"; readonly items: readonly Styled[] }
  | ResultBlock;

export interface TableBlock {
  readonly kind: "table";
  readonly columns: readonly Column[];
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly Styled[])[];
}

export interface Column {
  readonly title: Styled;
  readonly align: "left" | "right";
}

/** A problem at a place, as compilers show them. */
export interface FindingBlock {
  readonly kind: "finding";
  readonly severity: "error" | "warning" | "note";
  readonly place: Styled;
  readonly message: Styled;
  /** The includes and macros through which the place was read, outermost first. */
  readonly via: readonly Styled[];
  readonly source: MarkedLine | null;
  readonly details: readonly Styled[];
  /** Other places that have to do with it. */
  readonly related: readonly Styled[];
  readonly help: Styled | null;
}

/** Bars of address spaces, one a row, all to one scale that depends on the width there is. */
export interface MapBlock {
  readonly kind: "map";
  readonly extent: Range;
  readonly rows: readonly MapRow[];
  /** What kinds are called in the legend, where that is not what a map calls them. */
  readonly words: Readonly<Partial<Record<SpanKind, string>>>;
}

export interface MapRow {
  /** Where it stands below the row above: made of lines and spaces. */
  readonly lead: string;
  readonly label: Styled;
  /** From the extent's start to its end, without gaps; null for a row that is a heading. */
  readonly spans: readonly (Range & { readonly kind: SpanKind })[] | null;
}

/** Details for whoever asks. A format that folds shows the summary; one that cannot prints it as a title above them. */
interface FoldedBlock {
  readonly kind: "folded";
  readonly summary: Styled;
  readonly blocks: readonly Block[];
}

/**
 * What was found, and its verdict: below the details on a terminal, where the last line is what one reads first, and as
 * the title above them on a page, which is read from its top. A `digest` likewise says in short what a format folds
 * away; one that does not fold prints none.
 */
interface ResultBlock {
  readonly kind: "result";
  /** The part of the verdict that a terminal shows above the details as well; null for none. */
  readonly opening: Styled | null;
  readonly summary: Styled;
  readonly blocks: readonly Block[];
}

export interface TreeItem {
  readonly label: Styled;
  /** Lines that belong to the item itself. */
  readonly details: readonly Detail[];
  readonly children: readonly TreeItem[];
}

export type Detail = Styled | Excerpt;

/** A place and the source line that stands there. */
export interface Excerpt {
  readonly kind: "excerpt";
  /** What is there, and where. */
  readonly lead: Styled;
  /** Null in a blob, a folder or beyond the text. */
  readonly source: MarkedLine | null;
  /** The includes and macros through which it was read. */
  readonly via: readonly Styled[];
}

export const isExcerpt = (detail: Detail): detail is Excerpt => "kind" in detail;

export const left = (title: string): Column => ({ title: text(title, "faint"), align: "left" });
export const right = (title: string): Column => ({ title: text(title, "faint"), align: "right" });

/** Nothing at all for no items. */
export const titledList = (title: string, items: readonly Styled[]): Block[] =>
  items.length === 0
    ? []
    : [
        { kind: "title", level: 2, text: text(title, "strong") },
        { kind: "list", items },
      ];
