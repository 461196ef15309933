/**
 * The plan file's schema. The published JSON Schema and the key table of docs/plan.md are made from it, so a key's
 * description here is its documentation.
 */
import * as z from "zod";
import { sizeSchema } from "../yaml/size-schema.js";
import { expectSchema } from "./expect-schema.js";
import {
  callRangeSchema,
  deviceNameSchema,
  granuleSchema,
  nodeSchema,
  pageSizesSchema,
  pciAddressSchema,
  spaceRangeSchema,
  streamSchema,
} from "./leaf-schema.js";
import { workloadSchema } from "./workload-schema.js";

/** What may stand on a device as well as on a child. */
export const spaceKeys = {
  usable: z
    .array(spaceRangeSchema)
    .optional()
    .describe("The ranges that it may use; its need is the rest of the space. Excludes `reserve`."),
  reserve: z
    .array(spaceRangeSchema)
    .optional()
    .describe("Its need: the ranges that it must never be handed. `[]`: none."),
  runtime: z
    .array(callRangeSchema)
    .optional()
    .describe("What its driver already reserves at run time today, one call per range."),
  "dma-mask": z.int().min(1).max(64).optional().describe("Bits of its DMA mask. Default: 32, as in Linux."),
  "dma-limit": sizeSchema
    .refine((last) => last < 1n << 64n, { error: "an address has 64 bits" })
    .optional()
    .describe("The last address that its driver's DMA mask allows, where the mask is not all ones: `0xdfffffff`."),
  expect: expectSchema.optional().describe("What must hold, or `check` fails."),
  workload: workloadSchema
    .optional()
    .describe("The buffers that its driver allocates and frees, in steps: `simulate` replays them in every layout."),
};

/** Checks that look at several keys must run though another key is wrong: every error is told in one run. */
const always = { when: () => true };

function notBoth(first: string, second: string, why: string) {
  return z.superRefine<object>((value: unknown, context) => {
    if (typeof value !== "object" || value === null) return;
    if (Object.hasOwn(value, first) && Object.hasOwn(value, second)) {
      context.addIssue({ code: "custom", message: `'${first}' and '${second}' together: ${why}`, path: [second] });
    }
  }, always);
}

/** `usable` and `reserve` say the same in two ways. */
export const oneNeed = () => notBoth("usable", "reserve", "each is the complement of the other: give only one");

/** Text that the printers can show as one word in a path. */
const NAME = /^[^\s#/!\p{C}]{1,64}$/u;

const childSchema = z
  .strictObject({
    name: z
      .string()
      .regex(NAME, { error: "a name is 1 to 64 characters without space, '#', '/', '!' or control characters" })
      .describe("Its name in reports, as `path#name`; unique among the device's children."),
    "function-id": z
      .int()
      .min(0)
      .max(0xffffffff)
      .optional()
      .describe("Its id in the device's `iommu-map`. Without it and `stream-ids` it has its parent's streams."),
    "stream-ids": z.array(streamSchema).min(1).optional().describe("Its streams, where no `iommu-map` gives them."),
    inherits: z
      .enum(["node", "streams"], { error: "'inherits' is node or streams" })
      .default("node")
      .describe(
        "`node`: it reuses the device's node and inherits every reservation on it. `streams`: only its DMA is configured from that node, and it inherits none.",
      ),
    ...spaceKeys,
  })
  .check(oneNeed())
  .check(notBoth("function-id", "stream-ids", "a child's streams come from only one of them"));

const deviceSchema = z
  .strictObject({
    node: deviceNameSchema.describe(
      "The device's node. A child node with its own `iommus` is a device of its own. For a PCI function: its node, or the bridge's node and the function's address.",
    ),
    dma: z.boolean().optional().describe("Whether the node itself masters DMA. Default: true if it has `iommus`."),
    children: z.array(childSchema).optional().describe("The devices that its driver creates at run time."),
    first: z
      .array(deviceNameSchema)
      .optional()
      .describe("On an IOMMU: the consumers that set up their groups' domains, where that matters."),
    ...spaceKeys,
  })
  .check(oneNeed());

const pciSchema = z.strictObject({
  bridge: nodeSchema.describe("The host bridge."),
  functions: z.array(pciAddressSchema).describe("The functions below it that master DMA."),
  aliases: z
    .record(pciAddressSchema, pciAddressSchema)
    .optional()
    .describe("A function, and the requester id that it also uses."),
  groups: z
    .array(z.array(pciAddressSchema))
    .optional()
    .describe("Functions that Linux puts in one IOMMU group; each of the others has its own group."),
  "lut-entries": z
    .int()
    .min(1)
    .max(65536)
    .optional()
    .describe(
      "Entries in the controller's table of stream ids, one per function, where it has one. Default: enough for all.",
    ),
});

const iommuSchema = z.strictObject({
  node: nodeSchema.describe("The IOMMU."),
  "stream-id-bits": z
    .int()
    .min(1)
    .max(32)
    .optional()
    .describe("Width of its stream ids: a device with a wider id gets no group. Default: no id is too wide."),
  "output-bits": z
    .int()
    .min(12)
    .max(64)
    .optional()
    .describe(
      "Width of its output (physical) addresses: a direct region beyond it cannot be mapped. Default: no limit, unless its driver fixes the width.",
    ),
  "input-bits": z
    .int()
    .min(12)
    .max(64)
    .optional()
    .describe("Width of its input addresses (IOVAs). Default: what its driver is known to use."),
  "page-sizes": pageSizesSchema
    .optional()
    .describe("Its page sizes; the smallest is the granule. Default: what its driver is known to use."),
  "stream-map-entries": z
    .int()
    .min(0)
    .max(65536)
    .optional()
    .describe(
      "Stream-map entries of an Arm SMMU v1 or v2; 0: none, it matches by the id only. Default: enough for all.",
    ),
  "msi-window": spaceRangeSchema
    .optional()
    .describe(
      "The addresses that interrupts are written to. The driver decides their effect: virtio-iommu's window is taken from the allocator, an Arm SMMU's is only listed in sysfs.",
    ),
  window: spaceRangeSchema
    .optional()
    .describe(
      "All addresses that it translates, where a vendor's kernel or property limits them. Default: what its driver does, and `apple,dma-range` or `brcm,iova-window` of its node.",
    ),
});

export const planSchema = z
  .strictObject({
    version: z.literal(1, { error: "'version' must be 1" }).describe("Version of this format: 1."),
    granule: granuleSchema
      .optional()
      .describe("The IOMMUs' page size: 4K, 16K or 64K. Default: what the driver chooses."),
    devices: z.array(deviceSchema).optional().describe("What the device tree does not say about its devices."),
    pci: z.array(pciSchema).optional().describe("What a device tree cannot know of PCI."),
    iommus: z.array(iommuSchema).optional().describe("Facts about IOMMUs that a device tree does not tell."),
  })
  .meta({ title: "Plan file of iova-plan (*.iova.yaml)" });

/** What `planSchema` makes of a valid file. */
export type PlanValues = z.output<typeof planSchema>;

/** What it makes of the keys that stand on devices and children alike. */
export type SpaceValues = z.output<z.ZodObject<typeof spaceKeys>>;

/** The JSON Schema (draft 2020-12) of the file as written. */
export function planJsonSchema(): object {
  return z.toJSONSchema(planSchema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema }) => {
      // zod's bound for integers is JavaScript's, not the format's: YAML may write any 64-bit address.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}
