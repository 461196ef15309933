/** How a workload fares on the allocator, in the JSON of `analyze` and `check` and in that of `simulate`. */
import * as z from "zod";
import { address, size } from "./units-schema.js";

export const seconds = z.number().nullable().describe("Of the trace's clock; null where nothing says");
export const event = z.int().positive().describe("Counted from 1, over all members of the domain, probes included");

export const failure = z.object({
  event,
  time: seconds,
  size,
  limit: address.nullable().describe("The highest possible address for it; null: none"),
  largestFree: size.describe("The largest free block below the limit at that moment"),
  free: size.describe("Free bytes below the limit"),
});

export const remedy = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("dma-mask"), bits: z.int() }),
  z.object({ kind: z.literal("reservation"), start: address, end: address }),
  z.object({ kind: z.literal("layout"), layout: z.string() }),
]);

export const workload = z.object({
  consumer: z.string().describe("Id"),
  fits: z.boolean(),
  failures: z.int().nonnegative().describe("Buffers that do not fit"),
  firstFailure: failure.nullable(),
  remedy: remedy.nullable().describe("The smallest change that makes it fit; null where it fits or nothing helps"),
  peak: size.describe("Most bytes in use at once, as requested"),
  fitsIn: z.array(z.string()).describe("Ids of the layouts in which it fits"),
});
