/** The `name=value` fields of an event's text, and the numbers in them. Looked for when asked: few of them are. */
import type { TraceSegment } from "./model.js";

/** The value of a field: a word, or a list with its braces, which may be cut off. Null if there is none. */
export function fieldOf(text: string, name: string): string | null {
  const key = `${name}=`;
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    if (at > 0 && text.charCodeAt(at - 1) !== 0x20) continue;
    const start = at + key.length;
    const end = text.indexOf(text.charAt(start) === "{" ? "}" : " ", start);
    if (end < 0) return text.slice(start);
    return text.slice(start, text.charAt(start) === "{" ? end + 1 : end);
  }
  return null;
}

/** Hexadecimal digits of an address that are below `TRACE_PAGE_SHIFT`. */
const OFFSET_DIGITS = 3;
/** Of 64 bits. */
const MOST_DIGITS = 16;

const hasHexPrefix = (text: string): boolean => text.charCodeAt(0) === 0x30 && (text.charCodeAt(1) | 0x20) === 0x78;

/** A hexadecimal address with or without `0x`, of 64 bits at most, as page and offset; null if it is none. */
function split(text: string | null): { readonly page: number; readonly offset: number } | null {
  if (text === null) return null;
  const start = hasHexPrefix(text) ? 2 : 0;
  const digits = text.length - start;
  if (digits < 1 || digits > MOST_DIGITS) return null;
  const cut = Math.max(start, text.length - OFFSET_DIGITS);
  const page = hexIn(text, start, cut);
  const offset = hexIn(text, cut, text.length);
  return Number.isNaN(page + offset) ? null : { page, offset };
}

/** Of at most thirteen digits, so it is exact; NaN where one is none. Digit by digit: a trace has millions of addresses. */
function hexIn(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const letter = (code | 0x20) - 0x57;
    if (code >= 0x30 && code <= 0x39) value = value * 16 + code - 0x30;
    else if (letter >= 10 && letter <= 15) value = value * 16 + letter;
    else return Number.NaN;
  }
  return value;
}

export const pageOf = (address: string | null): number | null => split(address)?.page ?? null;

const MOST_DECIMALS = 15;
const MOST_HEX = 12;

/** Null where address or size is missing or none, or the size is 0. A size is decimal, or has `0x` as in lists. */
export function segmentOf(address: string | null, size: string | null): TraceSegment | null {
  const at = split(address);
  if (at === null || size === null) return null;
  const bytes = bytesIn(size);
  return bytes > 0 ? { page: at.page, offset: at.offset, bytes } : null;
}

/** NaN where it is no number, or larger than any mapping. */
function bytesIn(text: string): number {
  const { length } = text;
  if (hasHexPrefix(text)) return length > 2 && length - 2 <= MOST_HEX ? hexIn(text, 2, length) : Number.NaN;
  if (length < 1 || length > MOST_DECIMALS) return Number.NaN;
  let value = 0;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The elements of `{0x1000,0x2000}`; a list that is cut off gives what is whole. */
export function listOf(text: string | null): readonly string[] {
  if (text === null || !text.startsWith("{")) return [];
  const inside = text.endsWith("}") ? text.slice(1, -1) : text.slice(1, Math.max(1, text.lastIndexOf(",")));
  return inside.split(",").filter((element) => element !== "" && element !== "...");
}
