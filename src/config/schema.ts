/**
 * The config file's schema, from which the published JSON Schema is made too. Which rules and severities exist is the
 * rules' business: their ids come in from outside.
 */
import * as z from "zod";
import { expectSchema } from "../plan/expect-schema.js";
import { sizeSchema } from "../yaml/size-schema.js";

const severitySchema = z.enum(["error", "warning", "note"], { error: "a severity is error, warning or note" });

const levelSchema = z.enum(["off", "note", "warning", "error"], {
  error: "a rule's level is off, note, warning or error",
});

const consumerBudgetSchema = z.strictObject({
  "max-waste": sizeSchema.optional().describe("Most bytes that it may waste."),
  "min-usable": sizeSchema.optional().describe("Least usable bytes that it must have below its DMA limit."),
});

const budgetsSchema = z.strictObject({
  "max-waste": sizeSchema.optional().describe("Most bytes that a single consumer may waste."),
  "max-family-waste": sizeSchema.optional().describe("Most bytes that a device and its children may waste together."),
  "max-board-waste": sizeSchema.optional().describe("Most bytes that a board may waste in all."),
  consumers: z
    .record(z.string(), consumerBudgetSchema)
    .optional()
    .describe("Budgets by consumer, `path` or `path#child`; one that the board lacks breaks the budget."),
});

const expectationSchema = z
  .strictObject({
    consumer: z.string().min(1).optional().describe("A path, `path#child` or `&label`; a board without it fails."),
    compatible: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Every consumer whose node has one of these; a run in which no board has one reports it."),
    ...expectSchema.shape,
  })
  .superRefine(
    (value, context) => {
      const ways = ["consumer", "compatible"].filter((key) => Object.hasOwn(value, key));
      const message = "an expectation is for one 'consumer', or for every one with a 'compatible'";
      if (ways.length !== 1) context.addIssue({ code: "custom", message, path: [] });
    },
    { when: () => true },
  );

/** @param ruleIds the rules that exist, in the registry's order */
export function configSchema(ruleIds: readonly string[]) {
  const rules = z
    .strictObject(Object.fromEntries(ruleIds.map((id) => [id, levelSchema.optional()])))
    .describe("Level by rule: off, note, warning or error.");
  const boardKeys = {
    rules: rules.optional(),
    budgets: budgetsSchema.optional().describe("How much may be wasted; more fails the run."),
    profiles: z
      .array(z.string().min(1))
      .optional()
      .describe("Profiles for every board: names of built-in ones, or paths relative to this file."),
    plans: z
      .array(z.string().min(1))
      .optional()
      .describe(
        "Plans for every board, as paths relative to this file. For each device a board's own plan comes first, then these in order.",
      ),
    expect: z
      .array(expectationSchema)
      .optional()
      .describe("What must hold, or `check` fails; the keys are those of a plan's `expect`."),
    "space-low": sizeSchema.optional().describe("Less usable space than this is `space-low`. Default: 1M."),
  };
  const overrideSchema = z.strictObject({
    files: z
      .array(z.string().min(1))
      .min(1)
      .describe("Patterns over the boards' paths, relative to this file: `*` within a name, `**` over folders."),
    ...boardKeys,
  });
  return z.strictObject({
    version: z.literal(1, { error: "'version' must be 1" }).describe("Version of this format: 1."),
    show: z
      .literal("note", { error: "'show' takes note: errors and warnings are always listed" })
      .optional()
      .describe("List notes, too, in place of counting them."),
    "fail-on": severitySchema.optional().describe("Findings of this severity or above fail the run. Default: error."),
    ...boardKeys,
    paths: z.array(overrideSchema).optional().describe("Settings for some boards; later ones win."),
  });
}

export type ConfigValues = z.output<ReturnType<typeof configSchema>>;

/** The JSON Schema (draft 2020-12) of the file as written. */
export const configJsonSchema = (ruleIds: readonly string[]): object => ({
  ...z.toJSONSchema(configSchema(ruleIds), { io: "input", target: "draft-2020-12" }),
  title: "iova-plan config",
});
