/** What a bench gives, and how it is shown: a table for people, JSON for everything else. */

export interface Row {
  readonly measure: string;
  readonly value: number;
  /** `ns/op`, `s`, `x` for a ratio, `bytes`... */
  readonly unit: string;
  /** What the value is meant to reach; shown, never enforced: a shared machine proves nothing. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
  /** How it was measured, where that is not plain. */
  readonly note?: string;
}

/** A file `bench/NAME.bench.ts` exports one as `bench`. */
export interface Bench {
  readonly title: string;
  run(options: BenchOptions): readonly Row[] | Promise<readonly Row[]>;
}

export interface BenchOptions {
  /** Measure in full what is extrapolated otherwise. */
  readonly full: boolean;
  /** A folder of boards to measure instead of the shipped examples; null if none was given. */
  readonly boards: string | null;
  /** Says what is under way. */
  readonly progress: (text: string) => void;
}

export const isMet = (row: Row): boolean | null =>
  row.goal === undefined ? null : "atLeast" in row.goal ? row.value >= row.goal.atLeast : row.value <= row.goal.atMost;

function goalText(row: Row): string {
  if (row.goal === undefined) return "";
  const bound = "atLeast" in row.goal ? `>= ${row.goal.atLeast}` : `<= ${row.goal.atMost}`;
  return `${bound} ${isMet(row) ? "met" : "MISSED"}`;
}

/** Three significant digits, without an exponent. */
const valueText = (value: number): string => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));

export function table(title: string, rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.measure, valueText(row.value), row.unit, goalText(row), row.note ?? ""]);
  const head = ["measure", "value", "unit", "goal", "how"];
  const widths = head.map((text, column) => Math.max(text.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (column === 1 ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [title, "", line(head), line(widths.map((width) => "-".repeat(width))), ...cells.map(line), ""].join("\n");
}
