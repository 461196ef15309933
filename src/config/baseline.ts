/**
 * The baseline: findings that were there when a project began to check, by fingerprint, so that only new ones fail.
 * A JSON file that `--update-baseline` writes; each entry says its rule and message for the people who review it.
 */
import { z } from "zod";
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import { compareText } from "../base/order.js";
import { type Place, placeOf } from "../base/place.js";
import type { Problem } from "../base/problem.js";
import type { SourceFile } from "../base/source.js";
import { schemaProblems, wording } from "../plan/problems.js";
import { placeAt, readYaml } from "../plan/yaml.js";

const entrySchema = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/, { error: "a fingerprint is 32 hexadecimal digits" }),
  rule: z.string(),
  consumer: z.string().nullable(),
  message: z.string(),
});

const baselineSchema = z.strictObject({
  version: z.literal(1, { error: "'version' is 1, the only one there is" }),
  boards: z.record(z.string(), z.array(entrySchema)),
});

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

/** The baseline, and every error in the file; null when there is one. */
export function parseBaseline(source: SourceFile): Outcome<Baseline> {
  const { root, diagnostics } = readYaml(source);
  if (root === null) return { value: null, diagnostics: diagnostics.map(renamed) };
  const result = baselineSchema.safeParse(root.value, { error: wording });
  if (!result.success || diagnostics.length > 0) {
    const issues = result.success ? [] : result.error.issues;
    const problems = [...diagnostics, ...schemaProblems(issues, root, z.toJSONSchema(baselineSchema))];
    return { value: null, diagnostics: problems.map(renamed) };
  }
  const boards = Object.entries(result.data.boards).map(([board, entries]) => {
    const placed = entries.map((entry, i) => {
      const place = placeAt(root.place, ["boards", board, i]) ?? root.place;
      return { ...entry, place: placeOf(place.value) };
    });
    return [board, placed] as const;
  });
  return { value: { file: source.path, boards: new Map(boards) }, diagnostics: [] };
}

const renamed = (diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  code: diagnostic.code.replace(/^plan-/, "baseline-"),
});

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
  hint: "--update-baseline drops it",
  related: [],
});
