/**
 * Bytes of a source file to text and back, without loss: cpp and dtc work on bytes, and a string in a device tree may
 * hold any. Bytes that are no UTF-8 become the lone surrogates U+DC80-U+DCFF, which no valid UTF-8 decodes to.
 */

const LONE_BYTE = /[\udc80-\udcff]/u;
const ESCAPE = 0xdc00;
/** Arguments of one call: well below what an engine takes. */
const CHUNK = 8192;

/** The text of a file; a byte order mark at its start is dropped, as cpp drops it. */
export function decodeSource(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

/** Whether some of the bytes that a text was made from were no UTF-8. */
export const hasStrayBytes = (text: string): boolean => LONE_BYTE.test(text);

/** The bytes that `decodeSource` made the text from. */
export function encodeSource(text: string): Uint8Array {
  const encoder = new TextEncoder();
  if (!hasStrayBytes(text)) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  for (const stretch of text.split(/([\udc80-\udcff])/u)) {
    const escaped = stretch.length === 1 && LONE_BYTE.test(stretch);
    parts.push(escaped ? Uint8Array.of(stretch.charCodeAt(0) - ESCAPE) : encoder.encode(stretch));
  }
  return concatenate(parts);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Decodes into code units first: a file of nothing but stray bytes must not become millions of strings. */
function decodeEscaping(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const units = new Uint16Array(bytes.length);
  let count = 0;
  for (let at = hasMark ? 3 : 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      units[count++] = ESCAPE + (bytes[at] ?? 0);
    } else {
      const code = codePoint(bytes, at, length);
      if (code > 0xffff) units[count++] = 0xd800 + ((code - 0x10000) >> 10);
      units[count++] = code > 0xffff ? 0xdc00 + ((code - 0x10000) & 0x3ff) : code;
    }
    at += Math.max(1, length);
  }
  const parts: string[] = [];
  for (let at = 0; at < count; at += CHUNK) {
    parts.push(String.fromCharCode(...units.subarray(at, Math.min(at + CHUNK, count))));
  }
  return parts.join("");
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  let code = (bytes[at] ?? 0) & (length === 1 ? 0x7f : 0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return code;
}

/** Bytes of the well-formed UTF-8 sequence at an offset (Unicode 15, table 3-7); 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  for (let i = 1; i < length; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  const overlongOrSurrogate =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second >= 0xa0) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second >= 0x90);
  return overlongOrSurrogate ? 0 : length;
}
