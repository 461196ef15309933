/**
 * The JSON of `why`: its names, types and meaning, as report/schema.ts is for the other reports.
 *
 * Loaded only to publish the schema; printers import its types alone.
 */
import * as z from "zod";
import { domainType, reservationType, sharing } from "../consumer-schema.js";
import { placeFields, via } from "../place-schema.js";
import { head, publishedSchema } from "../published-schema.js";
import { address, range, size } from "../units-schema.js";

const place = z
  .object({
    ...placeFields,
    text: z.string().nullable().describe("The source line; null in a blob or a folder, or past the end of the text"),
    width: z.int().nonnegative().describe("How many UTF-16 code units from `column` on are meant"),
    via,
  })
  .meta({ id: "place", description: "A place with the text that stands there" });

const inRange = range.shape;

export const claim = z
  .object({
    ...inRange,
    owner: z.string().describe("Id of the consumer whose reservation it is"),
    type: reservationType,
    rounded: range.nullable().describe("In whole granules; null for a region that wraps past 2^64"),
    byRoundingOnly: z.boolean().describe("The address is in it only because of rounding"),
    origin: z.enum(["iommu-addresses", "iommu-ranges", "iommu-driver", "pci-window", "pci-inbound", "runtime"]),
    what: z.string().nullable().describe("Path of the region or the bridge, or what the driver takes"),
    inheritedFrom: z.string().nullable().describe("Id of the consumer whose node a runtime child shares"),
    translatedFrom: address.nullable().describe("The address as written"),
    movedBy: z.array(z.object({ bus: z.string(), from: address, to: address })).describe("Each bus that moved it"),
    place: place.nullable(),
    memoryRegion: z
      .object({ entry: z.int().positive(), place })
      .nullable()
      .describe("The entry of memory-region, from 1, that names the region"),
  })
  .meta({ id: "claim", description: "A reservation that is about the address" });

export const mistaken = z
  .object({
    ...inRange,
    kind: z.enum(["reserved-memory", "framebuffer"]),
    path: z.string(),
    framebuffer: z.string().nullable().describe("Path of the boot loader's framebuffer in it"),
    namedBy: z
      .enum(["itself", "node-below"])
      .nullable()
      .describe("Whose memory-region names it: the consumer's own, or that of a node below it"),
    remedy: z
      .object({
        region: z.string().nullable().describe("Path of the region to write it in; null: a new one"),
        iommuAddresses: z.string(),
        memoryRegion: z.string().nullable().describe("What the consumer's memory-region must also name"),
        honoured: z.boolean().describe("The IOMMU's driver reads it in this kernel"),
      })
      .nullable()
      .describe("What would reserve and identity-map it; null where nothing would"),
  })
  .meta({ id: "mistaken", description: "Memory that looks like a reservation, but is neither reserved nor mapped" });

export const limitKind = z.enum(["first-page", "aperture", "dma-mask", "bus", "option"]);

const domain = z.object({
  type: domainType,
  id: z.string(),
  sharing: sharing.describe("Why its members share it"),
  group: z.string().nullable(),
  groupReason: z.string().nullable(),
  members: z.array(z.string()),
  first: z.string().describe("Id of the member that initialises it"),
});

const refusedCall = z.object({
  owner: z.string(),
  start: address,
  length: size,
  result: z.string(),
  reason: z.string().nullable(),
  place,
});

export const whySchema = z.object({
  ...head("why"),
  kernelVersion: z.string(),
  input: z.string(),
  consumer: z.string().describe("Id"),
  address,
  verdict: z.enum(["free", "reserved", "out-of-reach"]),
  granule: size,
  page: range.describe("The granule around the address"),
  reach: range.nullable(),
  limits: z.array(
    z.object({
      kind: limitKind,
      bus: z.string().nullable().describe("Path of the bus whose dma-ranges bounds the reach"),
      allows: range,
      cuts: z.boolean().describe("It excludes the address"),
    }),
  ),
  domain,
  honoursIommuAddresses: z.boolean(),
  freeBlock: range.nullable().describe("The free block around the address"),
  heldBy: z.array(claim),
  lost: z.array(claim).describe("Another member sets up the domain"),
  listedOnly: z.array(claim).describe("In sysfs, never taken from the allocator"),
  movedAway: z.array(claim).describe("Written for this address, moved elsewhere by a bus"),
  wrapped: z.array(claim).describe("Regions that wrap past 2^64"),
  refusedCalls: z.array(refusedCall),
  directMaps: z.array(z.object({ ...inRange, consumer: z.string() })),
  mistaken: z.array(mistaken),
  otherwiseIfFirst: z.array(z.string()).describe("Members that would change the verdict by probing first"),
  spec: z
    .object({ differs: z.boolean(), claims: z.array(claim) })
    .nullable()
    .describe("What the binding's text says; null where it agrees with Linux for the whole consumer"),
  assumes: z.array(z.string()),
});

export type WhyReport = z.infer<typeof whySchema>;
export type Claim = z.infer<typeof claim>;
export type Mistaken = z.infer<typeof mistaken>;
export type Place = z.infer<typeof place>;

export const whyJsonSchema = (): object => publishedSchema(whySchema, "iova-plan why");
