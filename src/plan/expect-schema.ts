/** `expect` in a plan, a profile or the config: what must hold for a consumer, or `check` fails. */
import * as z from "zod";
import { sizeSchema } from "../yaml/size-schema.js";
import { deviceReferenceSchema, spaceRangeSchema } from "./leaf-schema.js";

const usableSchema = z
  .union([sizeSchema, z.strictObject({ "at-least": sizeSchema, below: sizeSchema.optional() })], {
    error: "what must be usable is a size such as 3G, or { at-least: SIZE, below: ADDRESS }",
  })
  .transform((value) =>
    typeof value === "bigint"
      ? { atLeast: value, below: null }
      : { atLeast: value["at-least"], below: value.below ?? null },
  );

export const expectSchema = z.strictObject({
  "max-waste": sizeSchema
    .optional()
    .describe("Most bytes that may be reserved for it without need; more is a failed expectation."),
  "max-drop": sizeSchema
    .optional()
    .describe("Most bytes that a change may take from what it can use; `diff` holds it, against the base."),
  usable: usableSchema
    .optional()
    .describe("Least space that is left to it; `{ at-least: SIZE, below: ADDRESS }`: below an address."),
  "largest-block": sizeSchema.optional().describe("Least size of its largest free block."),
  aligned: sizeSchema
    .optional()
    .describe("Least size that can be allocated at once, aligned as Linux aligns: to the next power of two."),
  within: z.array(spaceRangeSchema).optional().describe("It is handed no address outside of these."),
  reserves: z.array(spaceRangeSchema).optional().describe("These are kept free, whole."),
  "never-shares-with": z.array(deviceReferenceSchema).optional().describe("None of these shares its address space."),
  group: z.boolean().optional().describe("Whether Linux puts it in an IOMMU group."),
  fits: z
    .boolean()
    .optional()
    .describe("`true`: its workload fits as the tree is written today; `simulate` and `check` fail where it does not."),
});

export type ExpectValues = z.output<typeof expectSchema>;
