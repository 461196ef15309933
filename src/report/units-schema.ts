/** Addresses, sizes and ranges as every JSON writes them. */
import * as z from "zod";

export const address = z
  .string()
  .regex(/^0x[0-9a-f]{1,17}$/)
  .meta({ id: "address", description: "An address: hexadecimal, no leading zeros" });

export const size = z
  .union([z.int().nonnegative(), z.string().regex(/^[0-9]{16,20}$/)])
  .meta({ id: "size", description: "Bytes: an integer, or a decimal string above 2^53-1" });

export const range = z.object({ start: address, end: address }).meta({
  id: "range",
  description: "Both ends inclusive. Where a size was 0 or wraps past 2^64, end is below start, as Linux prints it",
});
