/**
 * The flattened device tree's numbers (DT specification v0.4, chapter 5) and its byte strings. Every integer in a
 * blob is big-endian.
 */

/** Section 5.2: the first word of a blob. */
export const DTB_MAGIC = 0xd00dfeed;

/** Section 5.2: bytes of the version 16 header; version 17 adds `size_dt_struct`. */
export const HEADER_BYTES_16 = 36;
export const HEADER_BYTES_17 = 40;

/** Section 5.3.2: an address and a size of 64 bits each. */
export const RESERVATION_BYTES = 16;

/** Section 5.4.1: the words that the structure block is made of. */
export const token = { beginNode: 1, endNode: 2, property: 3, nop: 4, end: 9 } as const;

export const alignTo = (offset: number, alignment: number): number => Math.ceil(offset / alignment) * alignment;

/**
 * Names hold one character per byte, whatever the byte: a blob's names are bytes, and no decoding may make two of
 * them equal.
 */
export function textOfBytes(bytes: Uint8Array): string {
  let text = "";
  // String.fromCharCode's arguments go on the stack: a piece at a time.
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}
