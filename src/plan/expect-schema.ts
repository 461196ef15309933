/** `expect` in a plan, a profile or the config: what must hold for a consumer, or `check` fails. */
import * as z from "zod";
import { sizeSchema } from "../yaml/size-schema.js";
import { deviceReferenceSchema, spaceRangeSchema } from "./leaf-schema.js";

const usableSchema = z
  .union([sizeSchema, z.strictObject({ "at-least": sizeSchema, below: sizeSchema.optional() })], {
    error: "'usable' takes a size such as 3G, or { at-least: SIZE, below: ADDRESS }",
  })
  .transform((value) =>
    typeof value === "bigint"
      ? { atLeast: value, below: null }
      : { atLeast: value["at-least"], below: value.below ?? null },
  );

export const expectSchema = z.strictObject({
  "max-waste": sizeSchema
    .optional()
    .describe("Most bytes that may be reserved for it beyond its need; more is a failed expectation."),
  "max-drop": sizeSchema
    .optional()
    .describe("Most usable bytes that a change may cost it; checked by `diff`, against the base."),
  usable: usableSchema
    .optional()
    .describe("Least usable space; `{ at-least: SIZE, below: ADDRESS }`: below an address."),
  "largest-block": sizeSchema.optional().describe("Least size of its largest free block."),
  aligned: sizeSchema
    .optional()
    .describe("Least size that can be allocated at once, aligned as Linux aligns: to the next power of two."),
  within: z.array(spaceRangeSchema).optional().describe("It must get no address outside of these."),
  reserves: z.array(spaceRangeSchema).optional().describe("These must be reserved for it, completely."),
  "never-shares-with": z
    .array(deviceReferenceSchema)
    .optional()
    .describe("It must share its address space with none of these."),
  group: z.boolean().optional().describe("Whether Linux puts it in an IOMMU group."),
  fits: z
    .boolean()
    .optional()
    .describe("`true`: its workload fits as the tree is written today; `simulate` and `check` fail where it does not."),
});

export type ExpectValues = z.output<typeof expectSchema>;
