/**
 * Tables that fit a width. Our own, because the table libraries at hand cut words that are too long for a column,
 * and an address cut in two cannot be searched for or copied: here a column is never narrower than its longest
 * unbreakable piece, and a table that cannot fit becomes one record per row.
 */
import type { Column, TableBlock } from "./blocks.js";
import { type Styled, text, widthOf } from "./styled.js";
import { longestWord, narrowest, wrap } from "./wrap.js";

const GAP = 2;

/** The lines of a table no wider than `width`, save where a single piece is wider. */
export function tableLines(table: TableBlock, width: number): Styled[] {
  const widths = fittingWidths(table, width);
  if (widths === null) return recordLines(table, width);
  const header = table.columns.map((column) => column.title);
  return [header, ...table.rows].flatMap((row) => rowLines(row, table.columns, widths));
}

/** A width for each column, or null if they cannot stand side by side. */
function fittingWidths(table: TableBlock, width: number): number[] | null {
  const columns = table.columns.map((column, i) => [column.title, ...table.rows.map((row) => row[i] ?? [])]);
  const widths = columns.map((cells) => Math.max(...cells.map(widthOf)));
  const room = width - GAP * (columns.length - 1);
  if (sum(widths) <= room) return widths;
  const least = columns.map((cells) => Math.max(...cells.map(narrowest)));
  if (sum(least) > room) return null;
  // Lists of words can be wrapped without hurting; a path only if that is not enough.
  const floor = columns.map((cells, i) =>
    cells.some(isPath) ? (widths[i] ?? 0) : Math.max(...cells.map(longestWord)),
  );
  shrink(widths, floor, room);
  shrink(widths, least, room);
  // Wrapping may leave a column narrower than it had to be.
  return widths.map((w, i) => Math.max(...(columns[i] ?? []).flatMap((cell) => wrap(cell, w).map(widthOf))));
}

const isPath = (cell: Styled): boolean => cell.some((piece) => piece.breaks === "slashes" || piece.breaks === "dashes");

/** Takes from the widest column that is wider than its floor, until all fit or none is. */
function shrink(widths: number[], floor: readonly number[], room: number): void {
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    const spare = widths.map((width, i) => (width > (floor[i] ?? 0) ? width : 0));
    const widest = indexOfLargest(spare);
    if ((spare[widest] ?? 0) === 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function rowLines(row: readonly Styled[], columns: readonly Column[], widths: readonly number[]): Styled[] {
  const cells = columns.map((_, i) => wrap(row[i] ?? [], widths[i] ?? 0));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    trimmed(
      columns.flatMap((column, i) => {
        const cell = cells[i]?.[line] ?? [];
        const padding = text(" ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell))));
        const gap = i === 0 ? [] : text(" ".repeat(GAP));
        return column.align === "right" ? [...gap, ...padding, ...cell] : [...gap, ...cell, ...padding];
      }),
    ),
  );
}

/** Without spaces at the end of the line. */
function trimmed(line: Styled): Styled {
  let end = line.length;
  while (end > 0 && line[end - 1]?.text.trim() === "") end--;
  return line.slice(0, end);
}

/** The first cell as a heading, the others as `title: value` below it. */
function recordLines(table: TableBlock, width: number): Styled[] {
  return table.rows.flatMap((row) =>
    row.flatMap((cell, i) => {
      if (i === 0) return wrap(cell, width);
      if (widthOf(cell) === 0) return [];
      const record = [...(table.columns[i]?.title ?? []), ...text(": ", "faint"), ...cell];
      return wrap(record, width - 2).map((line) => [...text("  "), ...line]);
    }),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

const indexOfLargest = (numbers: readonly number[]): number =>
  numbers.reduce((best, n, i) => (n > (numbers[best] ?? 0) ? i : best), 0);
