/** Consumers, their groups and their domains in the JSON result: see schema.ts. */
import * as z from "zod";
import { location, placeFields, via } from "./place-schema.js";
import { address, range, size } from "./units-schema.js";

const origin = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("iommu-addresses"),
    region: z.string().describe("Path of the reserved-memory node"),
    ...placeFields,
    via,
    inheritedFrom: z.string().nullable().describe("Id of the consumer whose node a runtime child shares"),
    cells: z.array(location).describe("Where phandle, address and length are written, cell by cell"),
    translatedFrom: address.nullable().describe("The address as written, where dma-ranges moved it"),
  }),
  z.object({ kind: z.literal("iommu-ranges"), ...placeFields, via, inheritedFrom: z.string().nullable() }),
  z.object({ kind: z.literal("iommu-driver"), what: z.string() }),
  z.object({ kind: z.enum(["pci-window", "pci-inbound"]), bridge: z.string(), ...placeFields, via }),
  z.object({ kind: z.literal("runtime"), ...placeFields, via }),
]);

export const reservationType = z.enum(["reserved", "direct", "msi"]);

export const reservation = z
  .object({
    start: address,
    end: address,
    type: reservationType,
    inAllocator: z.boolean().describe("False for what sysfs lists and the allocator never sees (software MSI)"),
    origin,
  })
  .meta({ id: "reservation", description: "A range as Linux holds it, before rounding to granules" });

export const usable = z
  .object({
    bytes: size,
    below4G: size,
    blocks: z.int().nonnegative(),
    largestBlock: size,
    largestAligned: size.describe("The largest naturally aligned allocation that succeeds in a new copy of the domain"),
    ranges: z.array(range),
  })
  .meta({ id: "usable", description: "What the allocator can hand out, clipped to reach" });

const runtimeCall = z.object({
  start: address,
  length: size,
  result: z.enum(["0", "ENODEV", "EINVAL", "ENOMEM", "refused"]),
  reason: z.string().nullable(),
  alsoHits: z.array(z.string()).describe("Ids of the other consumers in the domain"),
  location,
});

const stream = z.object({
  iommu: z.string(),
  id: z.int().nonnegative(),
  cells: z.array(z.int().nonnegative()).describe("The specifier as written; empty where #iommu-cells is 0"),
  mask: z.int().nonnegative(),
  count: z.int().positive().describe("Consecutive ids that this stands for"),
});

const need = z.object({ from: z.enum(["plan", "device-tree"]), bytes: size, ranges: z.array(range) });

export const domainType = z.enum(["dma", "dma-fq", "identity", "none"]);

export const sharing = z.enum(["alone", "parent-streams", "group", "unknown-iommu", "same-streams"]);

export const consumer = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string().nullable().describe("Runtime children only"),
  pciFunction: z
    .string()
    .nullable()
    .describe("bus:device.function below the bridge `path`, or `*` for all; for functions without their own node"),
  labels: z.array(z.string()).describe("Labels of its own node; none for a shared node or in a blob"),
  kind: z.enum(["node", "child-node", "runtime-child", "pci-function"]),
  parent: z.string().nullable().describe("Path of the family's device"),
  iommu: z.string().nullable(),
  streams: z.array(stream),
  granule: size,
  dmaMask: z.int().describe("Bits"),
  group: z.string().nullable(),
  groupReason: z.string().nullable().describe("Why Linux leaves it without a group"),
  otherReleases: z
    .array(
      z.object({
        kernel: z.string(),
        iommu: z.string().nullable(),
        streams: z.array(stream),
        problem: z.string().nullable(),
      }),
    )
    .describe("How the nearest release on the other side of a change reads its streams, where that differs"),
  domain: z.string().describe("Id of its domain, or of the one that it would have without a group"),
  domainType: domainType.describe("The type of its domain; the figures are those of a DMA domain in every case"),
  honoursIommuAddresses: z.boolean().describe("Its IOMMU's driver reads iommu-addresses at this kernel version"),
  assumes: z.array(z.string()),
  reach: range.nullable().describe("What it could address with no reservation; null if nothing"),
  need: need.nullable().describe("What it must never be handed; null if unknown"),
  reservations: z
    .array(reservation)
    .describe("Its own reservations, in Linux's order, whether or not its domain applies them"),
  reservationsLost: z.boolean().describe("Another member sets up the domain"),
  allocator: z.array(range).describe("Nodes of its domain's allocator, in order, not merged, not clipped to reach"),
  firstPage: address.nullable().describe("Where a one-page mapping lands; null if it fails"),
  spec: z.array(reservation).nullable().describe("Reservations as the binding's text reads, where that differs"),
  runtimeCalls: z.array(runtimeCall),
  reserved: size.describe("Reach minus usable"),
  usable,
  promised: z
    .object({ usable })
    .nullable()
    .describe("With iommu-ranges, where this kernel does not read them: what the posted series would give it"),
  location,
});

const ifFirst = z
  .array(z.object({ member: z.string(), allocator: z.array(range) }))
  .describe("What the allocator would hold had another member come first, where that differs");

export const group = z.object({
  id: z.string(),
  iommu: z.string(),
  domain: z.string().describe("Id of its default domain"),
  members: z.array(z.string()),
  first: z.string().describe("The member that is assumed to set up the domain"),
  reservedRegions: z
    .array(z.object({ start: address, end: address, type: reservationType }))
    .describe("As sysfs lists them"),
  ifFirst,
});

export const domain = z
  .object({
    id: z.string(),
    group: z.string().nullable().describe("The group whose default domain it is; null where Linux makes none"),
    sharing: sharing.describe(
      "Why its members share it; the last two are without a group: the same streams lead to one space",
    ),
    members: z.array(z.string()).describe("Also consumers without a group that send on the same streams"),
    first: z.string().describe("The member that is assumed to set it up"),
    ifFirst,
  })
  .describe("One allocator of IOVA space and its consumers");
