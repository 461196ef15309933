/** Saved values held against the published schemas. Loaded for those who read reports back: others need no schema. */
import type { z } from "zod";
import type { Outcome } from "../../base/diagnostic.js";
import type { JsonSpan } from "../../base/json-outline.js";
import { diffSchema } from "../../report/diff/schema.js";
import { reportSchema } from "../../report/schema.js";
import { wording } from "../../yaml/schema-problems.js";
import type { SavedText } from "./text.js";

const frameSchema = reportSchema.omit({ boards: true });
const boardSchema = reportSchema.shape.boards.element;

/** A file with more is none of ours. */
const MOST_PROBLEMS = 5;

/** The value as it is read, names that the schema does not know included. @param name what paths begin with */
const checkedBy =
  <Schema extends z.ZodType>(schema: Schema) =>
  (value: unknown, name: string, text: SavedText, span: JsonSpan): Outcome<z.infer<Schema>> => {
    const result = schema.safeParse(value, { error: wording });
    // Nothing is transformed: what the schema lets through is of its type.
    if (result.success) return { value: value as z.infer<Schema>, diagnostics: [] };
    const problems = result.error.issues.slice(0, MOST_PROBLEMS).map(({ path, message }) => {
      const where = `${name}${path.map(step).join("")}`.replace(/^\./, "");
      return text.problem("value", `${where}: ${message}`, text.startOf(path, span));
    });
    return { value: null, diagnostics: problems };
  };

const step = (key: PropertyKey): string => (typeof key === "number" ? `[${key}]` : `.${String(key)}`);

export const checkedBoard = checkedBy(boardSchema);

export const checkedFrame = (value: unknown, text: SavedText, span: JsonSpan) =>
  checkedBy(frameSchema)(value, "", text, span);

export const checkedDiff = (value: unknown, text: SavedText, span: JsonSpan) =>
  checkedBy(diffSchema)(value, "", text, span);
