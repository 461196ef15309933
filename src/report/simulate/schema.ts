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
    .object({ event, time: seconds, recorded: address, model: address.nullable().describe("Null: no room") })
    .nullable(),
});

const simulation = z.object({
  consumer: z.string().describe("Id"),
  layout: z.string(),
  events: z.int().nonnegative().describe("Buffers taken and given back by this consumer"),
  failures: z.int().nonnegative(),
  firstFailure: failure.nullable(),
  remedy: remedy.nullable().describe("The smallest change that makes it fit, of as-written"),
  peak: size.describe("Most that it held at once, as asked for"),
  headroom: size.describe("Least that was free below its limit"),
  fragmentation: z.number().describe("Worst of 1 - largest free block / free, from 0 to 1"),
  rounding: size.describe("Taken at the peak for rounding to granules and powers of two"),
  cached: size.describe("At the end: given back, yet kept by the allocator's cache or the flush queue"),
  late: z
    .array(z.object({ event, start: address, end: address, inUse: size }))
    .describe("Runtime reservations on addresses that were handed out already"),
  modelAgrees: agreement.nullable().describe("How far recorded addresses are the model's; null where none is recorded"),
  unassigned: z.int().nonnegative().describe("Of the whole trace: events that no consumer of the board was found for"),
  lostEvents: z.int().nonnegative().describe("Of the whole trace, as the recorder says"),
  series: z.array(z.object({ event, time: seconds, live: size, free: size, largestFree: size })),
});

const board = z.object({
  input: z.string(),
  plan: z.string().nullable(),
  simulations: z.array(simulation).describe("By consumer in document order, then by layout"),
  unassigned: z.int().nonnegative().describe("Events of the trace that no consumer of the board was found for"),
  failedExpectations: z
    .array(z.string())
    .describe(
      "Of whom a plan, a profile or the config says with `fits` what does not hold: ids; names where the board lacks them",
    ),
  unplayedExpectations: z.array(z.string()).describe("The same, of whom the trace has no event"),
  assumptions: z.array(z.string()),
  errors: z.array(diagnostic),
});

const trace = z.object({
  file: z.string(),
  events: z.int().nonnegative(),
  lostEvents: z.int().nonnegative().describe("As the recorder says"),
  passedOver: z.int().nonnegative().describe("Events of the IOMMU layer that the DMA API's tell of too"),
  truncated: z.int().nonnegative().describe("Scatter lists of which the kernel printed a part"),
  unreadable: z.int().nonnegative().describe("Lines that name an event and are cut"),
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
