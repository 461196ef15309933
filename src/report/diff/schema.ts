/**
 * The JSON of `diff`: its names, types and meaning, as report/schema.ts is for the other reports.
 *
 * Loaded only to publish the schema; printers import its types alone.
 */
import * as z from "zod";
import { domainType, reservationType, usable } from "../consumer-schema.js";
import { diagnostic, failure, finding } from "../finding-schema.js";
import { head, publishedSchema } from "../published-schema.js";
import { diffShard } from "../shard-schema.js";
import { address, range, size } from "../units-schema.js";

const reserved = {
  reservations: z
    .array(
      z.object({
        start: address,
        end: address,
        type: reservationType,
        inAllocator: z.boolean(),
        origin: z.enum(["iommu-addresses", "iommu-ranges", "iommu-driver", "pci-window", "pci-inbound", "runtime"]),
        inheritedFrom: z.string().nullable(),
      }),
    )
    .describe("Ranges of one kind united, before rounding to granules"),
};

const grouping = {
  members: z
    .array(z.string())
    .nullable()
    .describe("Ids of all consumers in the domain, including this one; null for no domain"),
  reason: z.string().nullable().describe("Why it has no group"),
  domainType,
  first: z.string().nullable().describe("The consumer that sets up the domain, where that matters and a plan says so"),
};

const layouts = z.object({
  layouts: z
    .array(
      z.object({
        id: z.string(),
        safe: z.boolean(),
        exhausted: z.boolean(),
        waste: size.nullable(),
        shortfall: size.nullable(),
      }),
    )
    .describe("Those that differ"),
  now: z.string().nullable().describe("The best safe layout at this kernel version"),
  best: z.string().nullable().describe("The best safe layout with every change under review"),
});

const elsewhere = z
  .array(
    z.object({
      kernel: z.string().describe("A release; iommu-ranges: one with the posted series"),
      problem: z.string().nullable().describe("Why it gets no IOMMU there"),
      usable: usable.nullable().describe("What it can be handed there, where that is known"),
      lost: z.array(range).describe("What is reserved here and not there"),
    }),
  )
  .describe("How other kernels treat it, where that is known and differs");

const reach = range.nullable().describe("What it could address with no reservation; null if nothing");

const consumer = z.object({ usable, reach, ...reserved, ...grouping, elsewhere });

const streamUser = z.object({ consumer: z.string(), usable, reach, ...reserved });

const ranges = (what: string) => z.array(range).describe(what);

const protection = z.object({
  kept: ranges("Reserved for it and never handed out, under the requested kernel"),
  mapped: ranges("Identity-mapped for it"),
  translated: z.boolean().describe("An IOMMU translates for it, in a domain of the DMA API"),
  reason: z.string().nullable().describe("Why it has no group"),
});

const standing = z.object({ consumer: z.string().describe("Its id on this side"), path: z.string() });

const asked = z
  .object({
    topic: z
      .enum(["file", "expectation", "need", "budget", "level", "profile", "other"])
      .describe("file: the plan as a whole"),
    key: z.string().describe("As the file spells it, a rule's id for a level; need: what must be reserved"),
    value: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("bytes"), bytes: size }),
      z.object({ kind: z.literal("ranges"), ranges: z.array(range) }),
      z.object({ kind: z.literal("level"), level: z.enum(["off", "note", "warning", "error"]) }),
      z.object({ kind: z.literal("text"), text: z.string() }),
    ]),
  })
  .nullable()
  .describe("What the file requires; null for nothing");

const asking = <K extends string>(kind: K) =>
  z.object({
    ...about,
    kind: z.literal(kind),
    before: asked,
    after: asked,
    asksLess: z.boolean().describe("A requirement is gone or less strict"),
  });

const about = {
  consumer: z.string().nullable().describe("Its id; the family's device for a layout; null for no one consumer"),
  name: z.string().nullable().describe("Runtime children only"),
  usableBelow4GDelta: z.int().nullable().describe("Bytes, below 0 for a loss; for usable only, else null"),
  boards: z.array(z.string()).describe("Every board that has the same change"),
};

const between = <K extends string, T extends z.ZodType>(kind: K, value: T) =>
  z.object({ ...about, kind: z.literal(kind), before: value, after: value });

const appearing = <K extends string, T extends z.ZodType>(kind: K, value: T) =>
  z.object({ ...about, kind: z.literal(kind), before: z.null(), after: value });

const vanishing = <K extends string, T extends z.ZodType>(kind: K, value: T) =>
  z.object({ ...about, kind: z.literal(kind), before: value, after: z.null() });

const change = z.discriminatedUnion("kind", [
  asking("plan"),
  asking("config"),
  between("protection-lost", protection).extend({
    lost: ranges("Reserved before and not now; where its plan states its need, only what belongs to that"),
    unmapped: ranges("Identity-mapped before and not now"),
    elsewhere: z
      .array(
        z.object({
          kernel: z.string(),
          lost: ranges("Empty: what is lost under the requested kernel is not lost there"),
          problem: z.string().nullable().describe("Why it is no longer behind an IOMMU there"),
        }),
      )
      .describe("Kernels under which something else is lost"),
  }),
  between("consumer-moved", standing).extend({
    how: z.enum(["renamed", "moved", "parent"]).describe("parent: it is below a consumer that has another path"),
    matchedBy: z
      .enum(["label", "streams", "parent"])
      .describe("streams: its streams and registers, or its streams and its node's name where it has no registers"),
  }),
  between("usable", z.object({ ...usable.shape, reach })),
  between("reservation", z.object(reserved)),
  between("group", z.object(grouping)),
  between("layout", layouts),
  appearing("consumer-added", consumer),
  vanishing("consumer-removed", consumer),
  between("streams-handed-over", streamUser).extend({
    streams: z.array(z.string()).describe("Streams that this new consumer has from one that is gone"),
    lost: z.array(range).describe("Reserved for the consumer that is gone, and not for the new one"),
  }),
  appearing("finding-new", finding),
  vanishing("finding-fixed", finding),
]);

const named = z.object({
  id: z.string(),
  path: z.string().describe("Of its node, or of the device or bridge that stands for it"),
  name: z.string().nullable().describe("Runtime children only"),
  pciFunction: z.string().nullable().describe("bus:device.function, or `*` for all, of one without a node of its own"),
});

const side = z.object({
  input: z.string(),
  plan: z.string().nullable().describe("The plan file that it was read with"),
  planBorrowed: z.boolean().describe("It is the other side's: this one has none"),
  consumers: z.int().nonnegative(),
  findings: z.object({
    error: z.int().nonnegative(),
    warning: z.int().nonnegative(),
    note: z.int().nonnegative(),
  }),
});

const board = z.object({
  board: z.string().describe("As `changes` names it"),
  status: z.enum(["same", "changed", "added", "removed", "failed"]).describe("failed: a side could not be used"),
  old: side.nullable(),
  new: side.nullable(),
  errors: z
    .array(diagnostic.extend({ side: z.enum(["old", "new"]).nullable().describe("The input that has the error") }))
    .describe("Why a side could not be used"),
});

export const diffSchema = z.object({
  ...head("diff"),
  failures: z.array(failure).describe("What could not be done, the failure of most boards first; empty: all was done"),
  kernelVersion: z.string(),
  old: z.string().describe("As the user named it"),
  new: z.string(),
  failsOnChange: z.boolean().describe("`--exit-code`: any change makes the exit status 1"),
  boards: z.array(board).describe("Every board, whether or not it could be compared"),
  changes: z.array(change).describe("Losses first; a moved consumer has its new names; empty: no effect"),
  consumers: z.array(named).describe("Those that `changes` names by their ids"),
  shard: diffShard.nullable().describe("Which part of a run it is; null: all of it"),
});

export type DiffReport = z.infer<typeof diffSchema>;
export type DiffBoard = DiffReport["boards"][number];
export type DiffSideView = z.infer<typeof side>;
export type AskedView = z.infer<typeof asked>;
export type NamedView = z.infer<typeof named>;
export type ChangeView = DiffReport["changes"][number];

export const diffJsonSchema = (): object => publishedSchema(diffSchema, "iova-plan diff");
