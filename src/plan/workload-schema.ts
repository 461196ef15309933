/** `workload` in a plan: the buffers that a consumer's driver takes and gives back. */
import * as z from "zod";
import { sizeSchema } from "../yaml/size-schema.js";

const LARGEST = 1n << 53n;

const bytesSchema = sizeSchema.refine((bytes) => bytes > 0n && bytes <= LARGEST, {
  error: "a buffer has 1 to 2^53 bytes",
});

/** One size, or the least and the most; always the two. */
const spanSchema = z
  .union([sizeSchema, z.tuple([sizeSchema, sizeSchema])], {
    error: "a size is a number of bytes such as 8M, or [least, most]",
  })
  .transform((size): readonly [bigint, bigint] => (Array.isArray(size) ? [size[0], size[1]] : [size, size]))
  .refine(([least, most]) => least > 0n && most <= LARGEST, {
    error: "a buffer has 1 to 2^53 bytes",
  })
  .refine(([least, most]) => least <= most, { error: "in [least, most] the first must be the smaller" });

const PHASE = /^[\p{L}\p{N}_.-]{1,64}$/u;

const bufferKeys = {
  size: spanSchema
    .optional()
    .describe("Bytes of each; `[least, most]`: a random size between them, by `--seed`. Excludes `segments`."),
  segments: z
    .array(bytesSchema)
    .min(1)
    .max(4096)
    .optional()
    .describe("A scatter list: one mapping, each segment rounded up to granules. Excludes `size`."),
  count: z.int().min(1).max(1_000_000).default(1).describe("How many are allocated, one after the other."),
  align: sizeSchema
    .refine((bytes) => bytes > 0n && (bytes & (bytes - 1n)) === 0n, { error: "an alignment is a power of two" })
    .optional()
    .describe(
      "Alignment of the addresses, a power of two. Linux aligns to the size rounded up to a power of two; for a larger alignment a driver allocates that many bytes.",
    ),
  lifetime: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("Each is freed after this many later allocations of its consumer. Default: at the end of its phase."),
  keep: z.boolean().optional().describe("In a phase: kept beyond its end, to the end of the run."),
  churn: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("This many times, a random one of these, by `--seed`, is freed and allocated again."),
};

/** Checks that look at several keys run though another key is wrong. */
const always = { when: () => true };

type Keys = Readonly<Record<string, unknown>>;

function oneOf(value: Keys, first: string, second: string): string | null {
  if (!Object.hasOwn(value, first) || !Object.hasOwn(value, second)) return null;
  return `'${first}' and '${second}' exclude each other: give only one`;
}

const complaints = (value: Keys): readonly { readonly message: string; readonly key: string }[] =>
  [
    { message: oneOf(value, "size", "segments"), key: "segments" },
    { message: oneOf(value, "lifetime", "churn"), key: "churn" },
  ].flatMap(({ message, key }) => (message === null ? [] : [{ message, key }]));

const isMap = (value: unknown): value is Keys => typeof value === "object" && value !== null;

const buffersSchema = z.strictObject(bufferKeys).superRefine((value: unknown, context) => {
  if (!isMap(value)) return;
  for (const { message, key } of complaints(value)) context.addIssue({ code: "custom", message, path: [key] });
  if (!Object.hasOwn(value, "size") && !Object.hasOwn(value, "segments")) {
    context.addIssue({ code: "custom", message: "buffers need 'size' or 'segments'", path: [] });
  }
}, always);

const stepSchema = z
  .strictObject({
    ...bufferKeys,
    phase: z
      .string()
      .regex(PHASE, { error: "a phase's name is 1 to 64 letters, digits, '_', '.' or '-'" })
      .optional()
      .describe("Its name in reports; the step is then the phase's `buffers`, freed at its end."),
    repeat: z.int().min(1).max(1_000_000).default(1).describe("How often the phase runs."),
    buffers: z.array(buffersSchema).min(1).optional().describe("What a phase allocates."),
  })
  .superRefine((value: unknown, context) => {
    if (!isMap(value)) return;
    for (const { message, key } of complaints(value)) context.addIssue({ code: "custom", message, path: [key] });
    const isPhase = Object.hasOwn(value, "phase");
    const has = (key: string) => Object.hasOwn(value, key);
    if (isPhase && !has("buffers")) context.addIssue({ code: "custom", message: "a phase needs 'buffers'", path: [] });
    if (!isPhase && has("buffers")) {
      context.addIssue({ code: "custom", message: "'buffers' belong to a 'phase'", path: ["buffers"] });
    } else if (!isPhase && !has("size") && !has("segments")) {
      context.addIssue({ code: "custom", message: "a step needs 'size', 'segments' or 'phase'", path: [] });
    }
    if (isPhase && (has("size") || has("segments"))) {
      const message = "the sizes of a phase go into its 'buffers'";
      context.addIssue({ code: "custom", message, path: [has("size") ? "size" : "segments"] });
    }
  }, always);

export const workloadSchema = z.array(stepSchema);

export type WorkloadValues = z.output<typeof workloadSchema>;
export type BuffersValues = z.output<typeof buffersSchema>;
