/**
 * The JSON result: its names, types and meaning. The published JSON Schema comes from here, and every printer prints
 * this value, so that whatever a report shows is in the JSON as well, and a saved result can be printed later.
 *
 * Loaded only to publish the schema; printers import its types alone.
 */
import * as z from "zod";
import { consumer, domain, group, type reservation, type usable } from "./consumer-schema.js";
import { diagnostic, failure, finding, skippedCheck } from "./finding-schema.js";
import { layout, verdict, type write } from "./layout-schema.js";
import { location } from "./place-schema.js";
import { head, publishedSchema } from "./published-schema.js";
import { shard } from "./shard-schema.js";
import { address, range, size } from "./units-schema.js";
import { workload } from "./workload-schema.js";

const severity = z.enum(["error", "warning", "note"]);

const message = z.object({
  severity,
  consumer: z.string().nullable(),
  text: z.string(),
  location: location.nullable(),
});

const reservedMemory = z.object({
  path: z.string(),
  reg: z.array(range),
  dynamic: z
    .object({ size, alignment: size.nullable(), allocRanges: z.array(range) })
    .nullable()
    .describe("Placed by Linux at boot"),
  available: z.boolean(),
  noMap: z.boolean(),
  reusable: z.boolean(),
  consumers: z.array(z.string()).describe("Nodes whose memory-region names it"),
  iommuAddresses: z.array(
    z.object({ consumer: z.string(), start: address, end: address, type: z.enum(["reserved", "direct"]) }),
  ),
});

const board = z.object({
  input: z.string(),
  model: z.string().nullable(),
  plan: z.string().nullable().describe("The first of `plans`"),
  plans: z
    .array(
      z.object({
        file: z.string(),
        from: z
          .enum(["named", "beside", "config", "include", "lent"])
          .describe(
            "By `--plan`, beside the input, by the config, beside a file that it includes, by a diff's other side",
          ),
        lacking: z
          .int()
          .nonnegative()
          .describe("Number of entries for nodes that this board lacks: the plan is also for other boards"),
      }),
    )
    .describe("What the board was examined with. Where several speak of one device, the first wins"),
  sources: z
    .array(
      z.object({
        file: z.string(),
        role: z.enum(["input", "overlay", "include", "plan"]),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .describe("Every file that was read. A folder is one entry: the hash of its files' names and hashes"),
  analysed: z.boolean().describe("False with `errors`: the rest of the entry is then empty"),
  consumers: z.array(consumer),
  groups: z.array(group),
  domains: z.array(domain),
  directMaps: z.array(z.object({ consumer: z.string(), start: address, end: address })),
  messages: z.array(message).describe("What Linux would print or do"),
  reservedMemory: z.array(reservedMemory),
  workloads: z.array(workload).describe("What plans and profiles let consumers play, as the tree is written"),
  families: z.array(z.object({ parent: z.string(), members: z.array(z.string()), layouts: z.array(layout), verdict })),
  assumptions: z.array(z.string()),
  coverage: z.object({
    consumers: z.int().nonnegative(),
    skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  }),
  findings: z.array(finding).describe("Findings of the rules, most severe first"),
  skippedChecks: z.array(skippedCheck),
  suppressed: z.int().nonnegative().describe("Findings that comments in the source hide"),
  baselined: z.int().nonnegative().describe("Findings that the baseline hides"),
  errors: z.array(diagnostic).describe("Why an input, include, overlay or plan could not be used"),
  warnings: z.array(diagnostic).describe("Warnings and notes about the input"),
});

const foldedFinding = finding.extend({
  boards: z.array(z.string()).describe("The inputs that have it, without those whose baseline lists it"),
});

const fix = z
  .object({
    rule: z.string(),
    fingerprint: z.string().describe("Of the finding that it fixes"),
    boards: z.array(z.string()).describe("The inputs that have that finding"),
    edits: z
      .array(
        z.object({
          file: z.string(),
          line: z.int().positive(),
          column: z.int().positive(),
          endLine: z.int().positive(),
          endColumn: z.int().positive().describe("Exclusive; the same place as the start where nothing is taken away"),
          text: z.string().describe("The new text"),
        }),
      )
      .describe("All of them together, at places as they are before any"),
  })
  .meta({
    id: "fix",
    description:
      "Proven on every board that reads the file: the finding is gone, there is no new one, and no other consumer changes",
  });

export const reportSchema = z.object({
  ...head("analyze", "tree", "check"),
  failures: z.array(failure).describe("What could not be done, the failure of most boards first; empty: all was done"),
  kernelVersion: z.string(),
  kernelCountsAs: z.string().nullable().describe("The newest measured release, where a newer one was requested"),
  options: z.object({
    iommuMode: z.enum(["strict", "lazy", "passthrough"]),
    granule: size.nullable(),
    dmaMask: z.int().nullable(),
    dmaLimit: address.nullable(),
    layouts: z.array(z.string()).nullable(),
    device: z.string().nullable(),
  }),
  judgement: z
    .object({
      failOn: severity.describe("Findings of this severity or above fail the run"),
      showsNotes: z.boolean().describe("Notes are listed, not only counted"),
    })
    .nullable()
    .describe("Of `check` alone: how its findings are judged"),
  boards: z.array(board),
  findings: z
    .array(foldedFinding)
    .describe("The boards' findings, each once with its boards: one rule, place and message; most severe first"),
  fixes: z.array(fix).describe("Of a check: what `check --fix` would do"),
  passedOver: z
    .array(z.object({ input: z.string(), reason: z.enum(["overlay"]) }))
    .describe("Files of a folder or a pattern that are not boards"),
  shard: shard.nullable().describe("Which part of a run it is; null: all of it"),
});

export type Report = z.infer<typeof reportSchema>;
export type Judgement = NonNullable<Report["judgement"]>;
export type Board = z.infer<typeof board>;
export type Consumer = z.infer<typeof consumer>;
export type ReservationView = z.infer<typeof reservation>;
export type Group = z.infer<typeof group>;
export type Domain = z.infer<typeof domain>;
export type ReservedMemory = z.infer<typeof reservedMemory>;
export type Family = Board["families"][number];
export type Failure = z.infer<typeof failure>;
export type DiagnosticView = z.infer<typeof diagnostic>;
export type Layout = z.infer<typeof layout>;
export type WriteView = z.infer<typeof write>;
export type FindingView = z.infer<typeof finding>;
export type FoldedFinding = z.infer<typeof foldedFinding>;
export type FixView = z.infer<typeof fix>;
export type WorkloadView = z.infer<typeof workload>;
export type Usable = z.infer<typeof usable>;
export type Location = z.infer<typeof location>;
export type Size = z.infer<typeof size>;
export type AddressRange = z.infer<typeof range>;

/** The published schema: it lets names through that a later version may add. */
export const reportJsonSchema = (): object => publishedSchema(reportSchema, "iova-plan report");
