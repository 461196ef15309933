/**
 * The JSON of `why --fault`: what each fault says, who can have sent it, and the verdict on its address.
 *
 * Loaded only to publish the schema; printers import its types alone.
 */
import * as z from "zod";
import type { Cause } from "../../fault/cause.js";
import type { Verdict } from "../../fault/explain.js";
import type { Access, FaultKind } from "../../fault/fault.js";
import { domainType } from "../consumer-schema.js";
import { head, publishedSchema } from "../published-schema.js";
import { address, range } from "../units-schema.js";
import { claim, limitKind, mistaken } from "../why/schema.js";

const cause = z.enum([
  "no-table",
  "null-address",
  "boot-framebuffer",
  "carveout-address",
  "memory-address",
  "register-address",
  "not-mapped",
  "wrong-direction",
  "reserved-on-purpose",
  "before-attach",
  "reservation-lost",
  "wider-mask",
  "beyond-bus",
  "beyond-aperture",
  "own-domain",
  "no-domain",
  "hardware-error",
] satisfies Cause[]);

const verdict = z.enum(["allocatable", "reserved", "direct", "out-of-reach", "no-domain"] satisfies Verdict[]);

const access = z.enum(["read", "write", "execute"] satisfies Access[]);

const kind = z.enum(["translation", "permission", "address-size", "no-table", "abort", "other"] satisfies FaultKind[]);

const stream = z.object({
  id: z.int().nonnegative(),
  mask: z.int().nonnegative().describe("Bits of it that do not count"),
  count: z.int().positive().describe("Consecutive ids that it stands for"),
  cells: z.array(z.int().nonnegative()).describe("As in iommus; of an iommu-map entry, its output cells"),
});

const consumer = z.object({
  id: z.string(),
  verdict: verdict.nullable().describe("Null: the fault has no address"),
  stream: stream
    .nullable()
    .describe("What of it covers the fault's stream; null where its name or its IOMMU alone says so"),
  pciFunction: z.string().nullable().describe("The PCI function that the fault names"),
  idNamesFunction: z
    .boolean()
    .describe("Whether `id` says which function it is: that of a node, or of all that have none, does not"),
  group: z.string().nullable(),
  groupReason: z.string().nullable(),
  domainType,
  reach: range.nullable(),
  cutBy: z
    .array(z.object({ kind: limitKind, bus: z.string().nullable(), allows: range }))
    .describe("What keeps the address out of reach, and the bus that does"),
  heldBy: z.array(claim),
  lost: z.array(claim),
  listedOnly: z.array(claim).describe("A software MSI window, for instance"),
  directMaps: z.array(range),
  mistaken: z.array(mistaken),
  causes: z.array(cause),
});

const memory = z.object({
  ...range.shape,
  kind: z.enum(["reserved-memory", "framebuffer", "registers", "memory"]),
  path: z.string(),
  framebuffer: z.string().nullable().describe("Path of the boot loader's framebuffer in it"),
  namedBy: z.array(z.string()).describe("Paths of the nodes whose memory-region names it"),
});

const number = z.int().nonnegative().nullable();

const fault = z.object({
  driver: z.string().nullable().describe("Id of the format, which is that of the driver; null if no log says it"),
  line: z.int().positive().nullable().describe("1-based, in the log"),
  text: z.string().nullable(),
  repeats: z.int().nonnegative().describe("Further faults with the same content"),
  iommu: z.string().nullable().describe("Path; null if it cannot be told"),
  iommuName: z.string().nullable().describe("As the message has it"),
  iommuFoundBy: z.enum(["name", "address", "only", "nothing"]),
  iommuCandidates: z.array(z.string()).describe("Paths; all that it can be where it cannot be told"),
  stream: number,
  larb: number,
  port: number,
  bank: number,
  pasid: number,
  master: z.string().nullable().describe("As the message names it: Linux's name, or the hardware's"),
  address: address.nullable(),
  access: access.nullable(),
  kind,
  consumers: z.array(consumer),
  absent: z
    .array(z.object({ path: z.string(), reason: z.string(), stream }))
    .describe("Nodes that have the stream and that Linux makes no device of"),
  nearest: z.array(z.object({ owner: z.string(), stream })),
  memory: z.array(memory),
  causes: z.array(cause).describe("Where no consumer can be named; else each consumer has its own"),
});

export const faultSchema = z.object({
  ...head("fault"),
  kernelVersion: z.string(),
  input: z.string(),
  faults: z.array(fault),
  unread: z
    .array(z.object({ line: z.int().positive(), text: z.string() }))
    .describe("Lines that read like a fault, but match no known format"),
});

export type FaultReport = z.infer<typeof faultSchema>;
export type FaultView = z.infer<typeof fault>;
export type FaultConsumer = z.infer<typeof consumer>;
export type MemoryUse = z.infer<typeof memory>;

export const faultJsonSchema = (): object => publishedSchema(faultSchema, "iova-plan why --fault");
