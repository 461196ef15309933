/** Layouts and the verdict on them in the JSON result: see schema.ts. */
import * as z from "zod";
import { usable } from "./consumer-schema.js";
import { range, size } from "./units-schema.js";

const layoutConsumer = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string().nullable(),
  need: size.nullable(),
  reserved: size,
  waste: size.nullable(),
  shortfall: size.nullable(),
  roundingLoss: size.nullable(),
  usable,
  failure: z
    .object({
      what: z.enum(["call", "probe"]).describe("A call fails, or the driver gives up and its device is not there"),
      result: z.enum(["ENODEV", "EINVAL", "ENOMEM", "refused"]),
      reason: z.string(),
    })
    .nullable()
    .describe("What its driver requests at run time and does not get"),
});

export const write = z.object({
  kind: z
    .enum(["device-holes", "own-holes", "own-usable", "own-window", "calls", "allocations"])
    .describe("Holes or usable ranges on nodes, dma-ranges, calls at run time, allocations at probe"),
  consumer: z.string().nullable().describe("The consumer; null on the node of the family's device"),
  ranges: z.array(range),
});

export const layout = z.object({
  id: z.string(),
  title: z.string(),
  writes: z.array(write).nullable().describe("What would be written where; null for the tree as it is"),
  safe: z.boolean(),
  exhausted: z.boolean().describe("It leaves a member no usable space"),
  waste: size.nullable(),
  shortfall: size.nullable(),
  unknownNeeds: z.int().nonnegative().describe("Consumers that the totals leave out"),
  consumers: z.array(layoutConsumer),
  requires: z.object({
    kernel: z.discriminatedUnion("status", [
      z.object({ status: z.literal("any") }),
      z.object({ status: z.literal("released"), since: z.string() }),
      z.object({ status: z.literal("under-review"), what: z.string() }),
    ]),
    ownStreams: z.boolean(),
    deviceTreeChange: z.boolean(),
    driverChange: z.boolean(),
  }),
  defeatedByGroups: z.boolean().describe("Members share a domain, so it gives more or less than is written for each"),
  notes: z.array(z.string()),
});

export const verdict = z.object({
  now: z.string().nullable().describe("The best safe layout at this kernel version; null when none is safe"),
  later: z.string().nullable().describe("The best that a later release supports, if it wastes less than `now`"),
  best: z.string().nullable().describe("The best safe layout if every kernel change under review were in"),
  recommended: z.string().nullable().describe("`now`, else `later`, else `best`"),
  unsafeToday: z.boolean().describe("The tree as it is leaves a shortfall"),
  reason: z.string(),
});
