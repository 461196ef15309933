/**
 * The JSON of `verify`: its names, types and meaning, as report/schema.ts is for the other reports.
 *
 * Loaded only to publish the schema; printers import its types alone.
 */
import * as z from "zod";
import { head, publishedSchema } from "../published-schema.js";
import { range } from "../units-schema.js";

const region = z.object({ ...range.shape, type: z.string() });

const group = z.object({
  number: z.string().describe("The captured group's"),
  devices: z.array(
    z.object({
      name: z.string(),
      node: z.string().nullable(),
      consumer: z.string().nullable().describe("Id; null where the board has no such consumer"),
      matchedBy: z.enum(["name", "node", "guess", "any-function", "nothing"]),
    }),
  ),
  predictedRegions: z.array(region),
});

const difference = z
  .object({
    kind: z.enum([
      "missing-group",
      "missing-device",
      "missing-member",
      "extra-member",
      "unexpected-group",
      "unknown-device",
      "domain-type",
      "region-missing",
      "region-extra",
      "region-type",
      "region-range",
    ]),
    group: z.string().nullable().describe("The captured group's number"),
    consumers: z.array(z.string()).describe("Ids"),
    device: z.string().nullable(),
    predicted: region.nullable(),
    captured: region.nullable(),
    message: z.string(),
  })
  .describe("Fields that a kind does not use are null");

const caveat = z.object({
  kind: z.enum(["cut", "no-regions", "guessed", "any-function"]),
  group: z.string(),
  message: z.string(),
});

const running = z.object({
  release: z.string(),
  pageSize: z.int().positive().nullable().describe("Bytes"),
  commandLine: z.string(),
  model: z.string(),
  compatible: z.array(z.string()),
});

export const verifySchema = z.object({
  ...head("verify"),
  kernelVersion: z.string(),
  input: z.string(),
  capture: z.string().describe("Where the groups were read"),
  agrees: z.boolean(),
  groups: z.array(group),
  differences: z.array(difference),
  caveats: z.array(caveat),
  assumptions: z.array(z.string()),
  running: running
    .nullable()
    .describe("What the capture says of its kernel; null if it was not made by the script of `capture`"),
  notShown: z.array(z.string()).describe("What such a capture cannot show"),
});

export type VerifyReport = z.infer<typeof verifySchema>;
export type ListedRegion = z.infer<typeof region>;
export type DifferenceView = z.infer<typeof difference>;
export type CaveatView = z.infer<typeof caveat>;

export const verifyJsonSchema = (): object => publishedSchema(verifySchema, "iova-plan verify");
