/** Where something is written, as every JSON says it. */
import * as z from "zod";

export const placeFields = {
  file: z.string(),
  line: z.int().positive().nullable().describe("1-based; null in a blob or a folder"),
  column: z.int().positive().nullable().describe("1-based, in UTF-16 code units"),
  node: z.string().nullable().describe("Path of the node, where there is no line"),
  property: z.string().nullable(),
};

export const via = z
  .array(z.object({ kind: z.enum(["include", "macro"]), name: z.string(), file: z.string(), line: z.int() }))
  .describe("The includes and macros through which the text was read, innermost first");

export const location = z.object(placeFields).meta({ id: "location", description: "Where something is written" });
