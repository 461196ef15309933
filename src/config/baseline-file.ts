/** Reading a baseline. */
import * as z from "zod";
import type { Outcome } from "../base/diagnostic.js";
import { placeOf } from "../base/place.js";
import type { SourceFile } from "../base/source.js";
import { placeAt } from "../yaml/read.js";
import { readValidated } from "../yaml/validated.js";
import { BASELINE_BYTES, type Baseline } from "./baseline.js";

const entrySchema = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/, { error: "a fingerprint is 32 hexadecimal digits" }),
  rule: z.string(),
  consumer: z.string().nullable(),
  message: z.string(),
});

const baselineSchema = z.strictObject({
  version: z.literal(1, { error: "'version' must be 1" }),
  boards: z.record(z.string(), z.array(entrySchema)),
});

const baselineKind = {
  code: "baseline",
  one: "baseline",
  many: "baselines",
  maxLength: BASELINE_BYTES,
  maxValues: 1_000_000,
} as const;

/** The baseline, and every error in the file; null when there is one. */
export function parseBaseline(source: SourceFile): Outcome<Baseline> {
  const { value, diagnostics } = readValidated(source, {
    kind: baselineKind,
    schema: baselineSchema,
    jsonSchema: () => z.toJSONSchema(baselineSchema),
  });
  if (value === null) return { value, diagnostics };
  const { values, root } = value;
  const boards = Object.entries(values.boards).map(([board, entries]) => {
    const placed = entries.map((entry, i) => {
      const place = placeAt(root.place, ["boards", board, i]) ?? root.place;
      return { ...entry, place: placeOf(place.value) };
    });
    return [board, placed] as const;
  });
  return { value: { file: source.path, boards: new Map(boards) }, diagnostics };
}
