/**
 * The JSON result: its names, types and meaning. The published JSON Schema comes from here, and every printer prints
 * this value, so that whatever a report shows is in the JSON as well, and a saved result can be printed later.
 *
 * Loaded only to publish the schema; printers import its types alone.
 */
import { z } from "zod";
import { location, placeFields, via } from "./place-schema.js";
import { head, publishedSchema } from "./published-schema.js";
import { address, range, size } from "./units-schema.js";
import { workload } from "./workload-schema.js";

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

const reservation = z
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

const consumer = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string().nullable().describe("Runtime children only"),
  pciFunction: z
    .string()
    .nullable()
    .describe("bus:device.function below the bridge `path`, or `*` for all, of one without a node of its own"),
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
    .describe("What the nearest release on the other side of a change makes of its streams, where that differs"),
  domain: z.string().describe("Id of the domain that it works in, or would without a group"),
  domainType: domainType.describe(
    "What its DMA API works on; figures of an identity domain or of none are those that a DMA domain would give",
  ),
  honoursIommuAddresses: z.boolean().describe("Its IOMMU's driver reads iommu-addresses at this kernel version"),
  assumes: z.array(z.string()),
  reach: range.nullable().describe("What it could address with no reservation; null if nothing"),
  need: need.nullable().describe("What it must never be handed; null if unknown"),
  reservations: z.array(reservation).describe("Its own, in Linux's order, whether or not its domain applies them"),
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
    .describe("With iommu-ranges, which this kernel does not read: what the posted series would give it"),
  location,
});

const ifFirst = z
  .array(z.object({ member: z.string(), allocator: z.array(range) }))
  .describe("What the allocator would hold had another member come first, where that differs");

const group = z.object({
  id: z.string(),
  iommu: z.string(),
  domain: z.string().describe("Id of its default domain"),
  members: z.array(z.string()),
  first: z.string().describe("The member that is taken to set up the domain"),
  reservedRegions: z
    .array(z.object({ start: address, end: address, type: reservationType }))
    .describe("As sysfs lists them"),
  ifFirst,
});

const domain = z
  .object({
    id: z.string(),
    group: z.string().nullable().describe("The group whose default domain it is; null where Linux makes none"),
    sharing: sharing.describe(
      "Why its members share it; the last two without a group: the same streams lead to one space",
    ),
    members: z.array(z.string()).describe("Also consumers without a group that send on the same streams"),
    first: z.string().describe("The member that is taken to set it up"),
    ifFirst,
  })
  .describe("One allocator of IOVA space and those who work in it");

const message = z.object({
  severity: z.enum(["error", "warning", "note"]),
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
    .describe("What its driver asks for at run time and does not get"),
});

const write = z.object({
  kind: z
    .enum(["device-holes", "own-holes", "own-usable", "own-window", "calls", "allocations"])
    .describe("Holes or usable ranges on nodes, dma-ranges, calls at run time, allocations at probe"),
  consumer: z.string().nullable().describe("For whom; null on the node of the family's device"),
  ranges: z.array(range),
});

const layout = z.object({
  id: z.string(),
  title: z.string(),
  writes: z.array(write).nullable().describe("What would be written where; null for what is there today"),
  safe: z.boolean(),
  exhausted: z.boolean().describe("It leaves a member nothing"),
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

const verdict = z.object({
  now: z.string().nullable().describe("The best safe layout at this kernel version; null when none is safe"),
  later: z.string().nullable().describe("The best that a later release supports, if it wastes less than `now`"),
  best: z.string().nullable().describe("The best safe layout if every kernel change under review were in"),
  recommended: z.string().nullable().describe("`now`, else `later`, else `best`"),
  unsafeToday: z.boolean().describe("What is there today leaves open what some member must avoid"),
  reason: z.string(),
});

export const diagnostic = z.object({
  severity: z.enum(["error", "warning", "note"]),
  code: z.string(),
  message: z.string(),
  location,
  hint: z.string().nullable(),
});

export const failure = diagnostic
  .extend({
    of: z
      .enum(["input", "plan", "profile", "config", "baseline", "defect"])
      .describe("What could not be used; `defect`: iova-plan itself failed"),
    side: z.enum(["old", "new"]).nullable().describe("Of a diff, where only one side is concerned"),
    boards: z.array(z.string()).describe("Nothing is known of these for it; empty: it concerns the whole run"),
    fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  })
  .meta({ id: "failure", description: "What could not be done, told once for all boards that it concerns" });

const snippet = z
  .object({
    text: z.string().describe("The source line, or the part of it around the place"),
    start: z.int().nonnegative().describe("0-based, in UTF-16 code units of `text`"),
    length: z.int().positive(),
  })
  .meta({ id: "snippet", description: "The line that a finding points at" });

export const finding = z.object({
  rule: z.string(),
  severity: z.enum(["error", "warning", "note"]),
  consumer: z.string().nullable().describe("Id of the consumer that it is about, or the path of a node that is none"),
  message: z.string(),
  details: z.array(z.string()).describe("The arithmetic, and what Linux does"),
  help: z.string().nullable().describe("What to write instead"),
  location: z.object({
    ...placeFields,
    via,
    endColumn: z.int().positive().nullable().describe("Exclusive, same line"),
  }),
  snippet: snippet.nullable().describe("Null in a blob or a folder"),
  related: z.array(z.object({ message: z.string(), location })),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe("The same for the same finding in source and blob, after line shifts and renumbered phandles"),
});

const skippedCheck = z
  .object({ rule: z.string(), because: z.string(), subject: z.string() })
  .describe("A rule that had something to say about what another rule found broken");

const board = z.object({
  input: z.string(),
  model: z.string().nullable(),
  plan: z.string().nullable(),
  sources: z
    .array(
      z.object({
        file: z.string(),
        role: z.enum(["input", "overlay", "include", "plan"]),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .describe("Every file that was read. A folder is one entry: the hash of its files' names and hashes"),
  analysed: z.boolean().describe("False where there are `errors`: then nothing is known of the board"),
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
  findings: z.array(finding).describe("What rules found, gravest first"),
  skippedChecks: z.array(skippedCheck),
  suppressed: z.int().nonnegative().describe("Findings that comments in the source hide"),
  baselined: z.int().nonnegative().describe("Findings that the baseline hides"),
  errors: z.array(diagnostic).describe("Why an input, include, overlay or plan could not be used"),
  warnings: z.array(diagnostic).describe("Warnings and notes about the input"),
});

export const reportSchema = z.object({
  ...head,
  failures: z.array(failure).describe("What could not be done, what concerns most boards first; empty: all was done"),
  kernelVersion: z.string(),
  options: z.object({
    iommuMode: z.enum(["strict", "lazy", "passthrough"]),
    granule: size.nullable(),
    dmaMask: z.int().nullable(),
    dmaLimit: address.nullable(),
    layouts: z.array(z.string()).nullable(),
    device: z.string().nullable(),
  }),
  boards: z.array(board),
  passedOver: z
    .array(z.object({ input: z.string(), reason: z.enum(["overlay"]) }))
    .describe("What a folder or a pattern holds among its boards and is none"),
});

export type Report = z.infer<typeof reportSchema>;
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
export type WorkloadView = z.infer<typeof workload>;
export type Usable = z.infer<typeof usable>;
export type Location = z.infer<typeof location>;
export type Size = z.infer<typeof size>;
export type AddressRange = z.infer<typeof range>;

/** The published schema: it lets names through that a later version may add. */
export const reportJsonSchema = (): object => publishedSchema(reportSchema, "iova-plan report");
