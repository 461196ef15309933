/** Reading a baseline. */
import { z } from "zod";
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import { placeOf } from "../base/place.js";
import type { SourceFile } from "../base/source.js";
import { schemaProblems, wording } from "../plan/problems.js";
import { placeAt, readYaml } from "../plan/yaml.js";
import type { Baseline } from "./baseline.js";

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
