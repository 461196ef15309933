/** Findings, diagnostics and failures in the JSON result: see schema.ts. */
import * as z from "zod";
import { location, placeFields, via } from "./place-schema.js";

export const diagnostic = z.object({
  severity: z.enum(["error", "warning", "note"]),
  code: z.string(),
  message: z.string(),
  location,
  hint: z.string().nullable(),
});

export const failure = diagnostic
  .extend({
    of: z
      .enum(["input", "plan", "profile", "config", "baseline", "defect"])
      .describe("What could not be used; `defect`: iova-plan itself failed"),
    side: z.enum(["old", "new"]).nullable().describe("Of a diff, where only one side is concerned"),
    boards: z.array(z.string()).describe("The boards that it affects; empty: the whole run"),
    fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  })
  .meta({ id: "failure", description: "What could not be done, once for all boards that it affects" });

const snippet = z
  .object({
    text: z.string().describe("The source line, or the part of it around the place"),
    start: z.int().nonnegative().describe("0-based, in UTF-16 code units of `text`"),
    length: z.int().positive(),
  })
  .meta({ id: "snippet", description: "The line that a finding points at" });

export const finding = z.object({
  rule: z.string(),
  severity: z.enum(["error", "warning", "note"]),
  consumer: z.string().nullable().describe("Id of the consumer that it is about, or the path of a node that is none"),
  message: z.string(),
  details: z.array(z.string()).describe("The arithmetic, and what Linux does"),
  help: z.string().nullable().describe("What to write instead"),
  location: z.object({
    ...placeFields,
    via,
    endColumn: z.int().positive().nullable().describe("Exclusive, same line"),
  }),
  snippet: snippet.nullable().describe("Null in a blob or a folder"),
  related: z.array(z.object({ message: z.string(), location })),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe("The same for the same finding in source and blob, after line shifts and renumbered phandles"),
});

export const skippedCheck = z
  .object({ rule: z.string(), because: z.string(), subject: z.string() })
  .describe("A rule that was skipped on a subject that another rule found broken");
