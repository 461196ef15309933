/**
 * One shard of a run in the JSON result: which part of the run it is, what the others have to have in common with it, and
 * the facts from which all of them together are judged. See schema.ts.
 */
import { z } from "zod";
import { placeFields } from "./place-schema.js";

const number = z.int().nonnegative();
const severity = z.enum(["error", "warning", "note"]);
/** Entries of a list beside, by their number in it. */
const numbers = z.array(number);

const excerpt = z
  .object({ text: z.string(), start: number, length: z.int().positive() })
  .nullable()
  .describe("The source line, or the part of it around the place");

const fullPlace = z
  .object({
    ...placeFields,
    endColumn: z.int().positive().nullable(),
    excerpt,
    via: z.array(
      z.object({
        kind: z.enum(["include", "macro"]),
        name: z.string(),
        file: z.string(),
        line: z.int(),
        column: z.int(),
        excerpt,
      }),
    ),
  })
  .meta({ id: "fullPlace", description: "A place with all that is ever shown of it" });

const problem = z
  .object({
    severity,
    code: z.string(),
    message: z.string(),
    place: fullPlace,
    hint: z.string().nullable(),
    related: z.array(z.object({ message: z.string(), place: fullPlace })),
  })
  .meta({ id: "problem" });

const boardFacts = z.object({
  place: number.describe("Among all inputs of the run"),
  config: number.nullable(),
  plans: numbers,
  comments: z.array(z.object({ comment: number, isUsed: z.boolean() })),
  matches: z.array(z.object({ expectation: number, isMatched: z.boolean() })),
  stale: numbers.describe("Problems: what the baseline lists for the board, and it has no longer"),
});

/** What all shards of a run have in common, but for `index`. */
const shardHead = {
  index: z.int().positive().describe("1-based"),
  of: z.int().positive(),
  inputs: number.describe("How many the whole run has"),
  inputsFingerprint: z.string().describe("Of their names, in their order"),
  asked: z
    .array(z.object({ option: z.string(), value: z.string() }))
    .describe("Every option that bears on what is found"),
  files: z
    .array(z.object({ file: z.string(), sha256: z.string() }))
    .describe(
      "What was read beside the boards: configs, a baseline, profiles; of a diff all that was read. An empty hash: it could not be read",
    ),
};

const shardTables = {
  problems: z.array(problem).describe("Named by number, as are the entries of the lists that follow"),
  plans: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      from: z.enum(["named", "beside", "config", "include", "lent"]),
      isShared: z.boolean(),
      lacking: numbers.describe("Problems: what it names and the board lacks"),
    }),
  ),
  ofRun: numbers.describe("Problems that every shard has found again"),
};

export const shard = z
  .object({
    ...shardHead,
    failOn: severity.nullable().describe("As the command line has it; null: as the configs have it"),
    isWhole: z.boolean().describe("All devices were asked for, so that what is of no use is told"),
    showsNotes: z.boolean().describe("As the command line has it"),
    ...shardTables,
    configs: z.array(
      z.object({ file: z.string(), failOn: severity.nullable(), showsNotes: z.boolean(), problems: numbers }),
    ),
    comments: z.array(
      z.object({ rule: z.string(), reason: z.string(), place: fullPlace, firstLine: z.int(), lastLine: z.int() }),
    ),
    expectations: z.array(z.object({ names: z.array(z.string()), place: fullPlace })),
    boards: z.array(boardFacts).describe("As in the report's `boards`"),
  })
  .describe("What `render` puts the whole run's report together from");

const comparedFacts = z.object({
  place: number.describe("Among all boards of the run"),
  configs: numbers.describe("Problems of the configs that speak for it"),
  plans: numbers.describe("Of its new side; none where it could not be compared"),
});

export const diffShard = z
  .object({ ...shardHead, ...shardTables, boards: z.array(comparedFacts).describe("As in the report's `boards`") })
  .describe("What `render` puts the whole diff's report together from");

export type Shard = z.infer<typeof shard>;
export type DiffShard = z.infer<typeof diffShard>;
export type ShardHead = Pick<Shard, keyof typeof shardHead>;
export type ShardedProblem = Shard["problems"][number];
