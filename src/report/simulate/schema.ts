/**
 * The JSON of `simulate`: its names, types and meaning, as report/schema.ts is for the other reports.
 *
 * Loaded only to publish the schema; printers import its types alone.
 */
import * as z from "zod";
import { diagnostic } from "../finding-schema.js";
import { head, publishedSchema } from "../published-schema.js";
import { address, size } from "../units-schema.js";
import { event, failure, remedy, seconds } from "../workload-schema.js";

const agreement = z.object({
  compared: z.int().nonnegative(),
  equal: z.int().nonnegative(),
  firstDifference: z
    .object({ event, time: seconds, recorded: address, model: address.nullable().describe("Null: it did not fit") })
    .nullable(),
});

const simulation = z.object({
  consumer: z.string().describe("Id"),
  layout: z.string(),
  events: z.int().nonnegative().describe("Buffers allocated and freed by this consumer"),
  failures: z.int().nonnegative(),
  firstFailure: failure.nullable(),
  remedy: remedy.nullable().describe("The smallest change that makes it fit, of as-written"),
  peak: size.describe("Most bytes in use at once, as requested"),
  headroom: size.describe("Least that was free below its limit"),
  fragmentation: z.number().describe("Worst of 1 - largest free block / free, from 0 to 1"),
  rounding: size.describe("Used at the peak by rounding to granules and powers of two"),
  cached: size.describe("At the end: freed, but still held by the allocator's cache or the flush queue"),
  late: z
    .array(z.object({ event, start: address, end: address, inUse: size }))
    .describe("Runtime reservations on addresses that are already in use"),
  modelAgrees: agreement.nullable().describe("How far recorded addresses match the model; null where none is recorded"),
  unassigned: z.int().nonnegative().describe("Of the whole trace: events without a consumer of the board"),
  lostEvents: z.int().nonnegative().describe("Of the whole trace, as the recorder says"),
  series: z.array(z.object({ event, time: seconds, live: size, free: size, largestFree: size })),
});

const board = z.object({
  input: z.string(),
  plan: z.string().nullable(),
  simulations: z.array(simulation).describe("By consumer in document order, then by layout"),
  unassigned: z.int().nonnegative().describe("Events of the trace without a consumer of the board"),
  failedExpectations: z
    .array(z.string())
    .describe(
      "Consumers with a failed `fits` expectation of a plan, a profile or the config: ids, or names that the board lacks",
    ),
  unplayedExpectations: z
    .array(z.string())
    .describe("Consumers with a `fits` expectation for which the trace has no event"),
  assumptions: z.array(z.string()),
  errors: z.array(diagnostic),
});

const trace = z.object({
  file: z.string(),
  events: z.int().nonnegative(),
  lostEvents: z.int().nonnegative().describe("As the recorder says"),
  passedOver: z.int().nonnegative().describe("Events of the IOMMU layer that repeat those of the DMA API"),
  truncated: z.int().nonnegative().describe("Scatter lists of which the kernel printed a part"),
  unreadable: z.int().nonnegative().describe("Truncated lines that name an event"),
  failures: z.int().nonnegative().describe("Failures that the kernel recorded"),
});

export const simulateSchema = z.object({
  ...head("simulate"),
  kernelVersion: z.string(),
  iommuMode: z.enum(["strict", "lazy", "passthrough"]),
  seed: z.int().nullable().describe("Of the workloads; null for a trace"),
  trace: trace.nullable(),
  lostEvents: z.int().nonnegative(),
  boards: z.array(board),
});

export type SimulateReport = z.infer<typeof simulateSchema>;
export type SimulatedBoard = SimulateReport["boards"][number];
export type SimulationView = SimulatedBoard["simulations"][number];

export const simulateJsonSchema = (): object => publishedSchema(simulateSchema, "iova-plan simulate");
