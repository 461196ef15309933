/** The values that plans are made of: sizes, ranges, streams, references. Each reads text and gives the model's value. */

import * as z from "zod";
import { granules } from "../base/dma-options.js";
import { formatAddress, type Range } from "../base/range.js";
import { sizeSchema } from "../yaml/size-schema.js";

const TOP = 1n << 64n;

/**
 * `[start, end]`, the end exclusive, or `{ start, size }`.
 * @param allowEmpty for runtime calls: a call of length 0 is a mistake that the model of the call answers for
 */
function rangeSchema(allowEmpty: boolean) {
  return z
    .union([z.tuple([sizeSchema, sizeSchema]), z.strictObject({ start: sizeSchema, size: sizeSchema })], {
      error: "a range is [start, end], the end exclusive, or { start, size }",
    })
    .transform((written, context): Range => {
      const [start, end] = "size" in written ? [written.start, written.start + written.size] : written;
      const complain = (message: string) => context.issues.push({ code: "custom", message, input: written });
      if (end > TOP) complain(`the range ends at ${formatAddress(end)}, past 2^64`);
      else if (end < start) {
        complain(
          `the range ends at ${formatAddress(end)}, before its start ${formatAddress(start)}: a pair is [start, end], for a length write { start, size }`,
        );
      } else if (end === start && !allowEmpty)
        complain(`the range is empty: it starts and ends at ${formatAddress(end)}`);
      return { start, end };
    });
}

export const spaceRangeSchema = rangeSchema(false).meta({
  id: "range",
  description: "`[start, end]`, the end exclusive, or `{ start, size }`.",
});

export const callRangeSchema = rangeSchema(true).meta({
  id: "call-range",
  description:
    "`[start, end]`, the end exclusive, or `{ start, size }`. An empty range is allowed here; the call refuses it.",
});

export const granuleSchema = sizeSchema.refine((bytes) => granules.includes(bytes), {
  error: "a granule is 4K, 16K or 64K",
});

const NODE = /^(\/\S*|&[A-Za-z_][A-Za-z0-9_]*)$/;

export const nodeSchema = z
  .string()
  .regex(NODE, { error: 'a node is a path such as /soc@0/video-codec@aa00000, or a quoted label such as "&iris"' })
  .meta({ id: "node", description: 'A node: its path, or a label in quotes: `"&iris"`.' });

const FUNCTION = "[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]";
const DEVICE = new RegExp(`^(/[^\\s!]*|&[A-Za-z_][A-Za-z0-9_]*)(!${FUNCTION})?$`);

export const deviceNameSchema = z
  .string()
  .regex(DEVICE, {
    error:
      'a device is a path such as /soc@0/video-codec@aa00000, a quoted label such as "&iris", or a PCI function such as "&pcie0!01:00.0"',
  })
  .meta({
    id: "device",
    description:
      'A node: its path, or a label in quotes: `"&iris"`. Or a PCI function below a host bridge: `"&pcie0!01:00.0"`.',
  });

export const pageSizesSchema = z
  .array(
    sizeSchema.refine((bytes) => bytes >= 4096n && (bytes & (bytes - 1n)) === 0n, {
      error: "a page size is a power of two, at least 4K",
    }),
  )
  .refine((sizes) => sizes.some((bytes) => granules.includes(bytes)), {
    error: "an IOMMU has pages of 4K, 16K or 64K: Linux cannot use one without",
  });

export const deviceReferenceSchema = z.string().min(1).meta({
  id: "device-reference",
  description:
    "A consumer as reports show it (`path`, `path#child`, `path!01:00.0`), a label in quotes, or Linux's name for it.",
});

const STREAM = /^(\/\S*|&[A-Za-z_][A-Za-z0-9_]*)(\s+(0[xX][0-9a-fA-F]{1,8}|[0-9]{1,10}))*$/;
const STREAM_MESSAGE =
  'a stream is an IOMMU and its specifier\'s cells such as "&apps_smmu 0x1940 0x0", each cell 32 bits at most';

export const streamSchema = z
  .string()
  .regex(STREAM, { error: STREAM_MESSAGE })
  .transform((written, context) => {
    const [iommu = "", ...cells] = written.split(/\s+/);
    const numbers = cells.map(Number);
    if (numbers.some((cell) => cell > 0xffffffff)) {
      context.issues.push({ code: "custom", message: STREAM_MESSAGE, input: written });
    }
    return { iommu, cells: numbers };
  })
  .meta({
    id: "stream",
    description: 'An IOMMU, by path or label, and the cells of its specifier: `"&apps_smmu 0x1940 0x0"`.',
  });

const PCI_ADDRESS = new RegExp(`^${FUNCTION}$`);

export const pciAddressSchema = z
  .string()
  .regex(PCI_ADDRESS, { error: 'a PCI function is bus:device.function in lower-case hexadecimal: "00:04.1"' })
  .meta({ id: "pci-address", description: 'A PCI function as `lspci` writes it, without domain: `"00:04.1"`.' });
