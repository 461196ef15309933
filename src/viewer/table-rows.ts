/** Which rows of a table are shown, and in which order. */
import { compareText } from "../base/order.js";

export type Sortable = string | number | bigint | null;

export interface Findable<Row> {
  readonly id: string;
  readonly value: (row: Row) => Sortable;
  readonly text?: (row: Row) => string;
}

interface Arrangement {
  readonly sort: string | null;
  readonly filter: string;
}

export function arrangedRows<Row>(
  rows: readonly Row[],
  columns: readonly Findable<Row>[],
  { sort, filter }: Arrangement,
): readonly Row[] {
  const found = filtered(rows, columns, filter);
  const column = columns.find(({ id }) => sort === id || sort === `-${id}`);
  if (column === undefined || sort === null) return found;
  const sign = sort.startsWith("-") ? -1 : 1;
  return found
    .map((row) => ({ row, value: column.value(row) }))
    .sort((a, b) => compared(a.value, b.value, sign))
    .map(({ row }) => row);
}

/** Every word is to be found in the row, or in the column that stands before it: `rule:short severity:error`. */
function filtered<Row>(rows: readonly Row[], columns: readonly Findable<Row>[], filter: string): readonly Row[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return rows;
  const textOf = (column: Findable<Row>, row: Row): string =>
    (column.text?.(row) ?? String(column.value(row) ?? "")).toLowerCase();
  const tests = words.map((word) => {
    const column = columns.find(({ id }) => word.startsWith(`${id.toLowerCase()}:`));
    const wanted = column === undefined ? word : word.slice(column.id.length + 1);
    const asked = column === undefined ? columns : [column];
    return (row: Row) => asked.some((one) => textOf(one, row).includes(wanted));
  });
  return rows.filter((row) => tests.every((test) => test(row)));
}

/** What is not known comes last either way. */
function compared(a: Sortable, b: Sortable, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "string" || typeof b === "string") return sign * compareText(String(a), String(b));
  return a === b ? 0 : sign * (a < b ? -1 : 1);
}
