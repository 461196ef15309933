/** A size as every file writes it. */
import * as z from "zod";
import { parseSize } from "../base/units.js";

/** What `parseSize` reads, for editors that check against the JSON Schema. */
const SIZE = /^(0[xX][0-9a-fA-F]+|[0-9]+(\.[0-9]+)?)\s*[kKmMgGtTpPeE]?([iI]?[bB])?$/;

const SIZE_MESSAGE = "a size is a whole number of bytes such as 600M, 1.5G, 0x25800000 or 4096";

export const sizeSchema = z
  .union([z.string().regex(SIZE, { error: SIZE_MESSAGE }), z.int().min(0, { error: SIZE_MESSAGE })], {
    error: SIZE_MESSAGE,
  })
  .transform((written, context) => {
    const bytes = parseSize(String(written));
    if (bytes !== null) return bytes;
    context.issues.push({ code: "custom", message: `${SIZE_MESSAGE}, at most 2^64`, input: written });
    return z.NEVER;
  })
  .meta({ id: "size", description: "Bytes: `600M`, `1.5G`, `0x25800000`, `4096`. Units are binary: 1K is 1024." });
