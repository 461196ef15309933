/** What every JSON that a command prints begins with, and how its schema is published. */
import * as z from "zod";

/** Raised when a name goes away or changes its meaning; a new name does not raise it. */
const SCHEMA_VERSION = 1;

export const head = <const Command extends string>(...commands: readonly [Command, ...Command[]]) => ({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.object({ name: z.literal("iova-plan"), version: z.string() }),
  command: z.enum(commands).describe("The command that wrote it"),
});

/** It lets names through that a later version may add. */
export const publishedSchema = (schema: z.ZodType, title: string): object => ({
  ...z.toJSONSchema(schema, { io: "input" }),
  title,
});
