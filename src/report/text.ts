/** Blocks as lines for a terminal. */
import { asAscii } from "./ascii.js";
import { type Block, type Detail, type Excerpt, isExcerpt, type TreeItem } from "./blocks.js";
import { findingLines } from "./finding-lines.js";
import { mapLines } from "./map/map-lines.js";
import { type Palette, paint } from "./palette.js";
import { sourceLines } from "./source-lines.js";
import { type Styled, text } from "./styled.js";
import { tableLines } from "./table.js";
import { hanging, indented, wrap } from "./wrap.js";

/** How wide text may be, and in which colours. */
export interface Look {
  readonly columns: number;
  readonly palette: Palette;
  /** The terminal knows no other characters. */
  readonly isAscii?: boolean;
}

/** Ends in a line end; empty for no blocks. */
export const blocksAsText = (blocks: readonly Block[], look: Look): string =>
  linesOf(blocks, look.columns)
    .map((line) => `${painted(line, look)}\n`)
    .join("");

const painted = (line: Styled, { palette, isAscii }: Look): string =>
  isAscii === true ? asAscii(paint(line, palette)) : paint(line, palette);

const linesOf = (blocks: readonly Block[], columns: number): Styled[] =>
  blocks.flatMap((block, i) => [...(i > 0 && isHeaded(block) ? [[]] : []), ...blockLines(block, columns)]);

const isHeaded = ({ kind }: Block): boolean => kind === "title" || kind === "folded";

function blockLines(block: Block, columns: number): Styled[] {
  switch (block.kind) {
    case "title":
      return wrap(block.text, columns);
    case "paragraph":
      return indented(block.text, columns, "  ", "  ");
    case "list":
      return block.items.flatMap((item) => indented(item, columns, "  ", "    "));
    case "table":
      return tableLines(block, columns - 2).map((line) => [...text("  "), ...line]);
    case "map":
      return mapLines(block, columns);
    case "finding":
      return findingLines(block, columns);
    case "folded":
      return [...wrap(block.summary, columns), ...linesOf(block.blocks, columns)];
    case "digest":
      return [];
    case "result":
      return [
        ...(block.opening === null ? [] : wrap(block.opening, columns)),
        ...linesOf(block.blocks, columns),
        ...hanging(block.summary, columns),
      ];
    case "tree":
      return block.roots.flatMap((root) => [
        ...indented(root.label, columns, "  ", "    "),
        ...root.details.flatMap((detail) => detailLines(detail, columns, "    ")),
        ...branches(root.children, columns, "  "),
      ]);
  }
}

function branches(items: readonly TreeItem[], columns: number, prefix: string): Styled[] {
  return items.flatMap((item, i) => {
    const isLast = i === items.length - 1;
    const below = `${prefix}${isLast ? "   " : "│  "}`;
    return [
      ...indented(item.label, columns, `${prefix}${isLast ? "└─ " : "├─ "}`, `${below}  `),
      ...item.details.flatMap((detail) => detailLines(detail, columns, `${below}  `)),
      ...branches(item.children, columns, below),
    ];
  });
}

const detailLines = (detail: Detail, columns: number, indent: string): Styled[] =>
  isExcerpt(detail) ? excerptLines(detail, columns, indent) : indented(detail, columns, indent, `${indent}  `);

function excerptLines({ lead, source, via }: Excerpt, columns: number, indent: string): Styled[] {
  const head = indented(lead, columns, indent, `${indent}  `);
  const steps = via.map((step) => [...text(indent), ...step]);
  if (source === null || source.text.trim() === "") return [...head, ...steps];
  return [...head, ...sourceLines(source, columns, indent), ...steps];
}
