/**
 * The baseline: findings that were there when a project began to check, by fingerprint, so that only new ones fail.
 * A JSON file that `--update-baseline` writes; each entry says its rule and message for the people who review it.
 *
 * Who reads no baseline has no use for a schema library: parsing is in baseline-file.ts.
 */
import { compareText } from "../base/order.js";
import type { Place } from "../base/place.js";
import type { Problem } from "../base/problem.js";

/** We write it ourselves: one with findings by the ten thousand is read again, too. */
export const BASELINE_BYTES = 16 * 1024 * 1024;

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly consumer: string | null;
  readonly message: string;
}

export interface PlacedEntry extends BaselineEntry {
  readonly place: Place;
}

export interface Baseline {
  readonly file: string;
  /** By the board's path relative to the baseline's folder. */
  readonly boards: ReadonlyMap<string, readonly PlacedEntry[]>;
}

/** The file's text: boards by path, their entries by rule and fingerprint, so that a change shows as few lines. */
export function baselineText(boards: ReadonlyMap<string, readonly BaselineEntry[]>): string {
  const sorted = [...boards]
    .filter(([, entries]) => entries.length > 0)
    .sort(([a], [b]) => compareText(a, b))
    .map(([board, entries]) => [board, [...entries].sort(byRule).map(plain)] as const);
  return `${JSON.stringify({ version: 1, boards: Object.fromEntries(sorted) }, null, 2)}\n`;
}

const byRule = (a: BaselineEntry, b: BaselineEntry): number =>
  compareText(a.rule, b.rule) || compareText(a.fingerprint, b.fingerprint);

const plain = ({ fingerprint, rule, consumer, message }: BaselineEntry): BaselineEntry => ({
  fingerprint,
  rule,
  consumer,
  message,
});

/** For an entry whose finding is gone. */
export const staleEntry = ({ rule, message, place }: PlacedEntry, board: string): Problem => ({
  severity: "warning",
  code: "baseline-stale",
  message: `fixed: ${board} no longer has this finding of '${rule}': ${message}`,
  place,
  hint: "run with --update-baseline to drop it",
  related: [],
});
