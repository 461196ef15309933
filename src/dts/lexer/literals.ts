/** Numbers, characters and strings as dtc 1.8 reads them. */
import { encodeSource } from "../../base/source-text.js";
import { code, isDigit, isHexDigit } from "./character-class.js";

/** A literal's 64 bits, and where it ended. Reused from call to call: a board has tens of thousands of numbers. */
export class NumberScanner {
  end = 0;
  /** Lower and upper 32 bits, signed. */
  low = 0;
  high = 0;
  /** What is wrong with the number that was scanned. */
  problem: "range" | "octal" | null = null;

  /**
   * `[0-9]+` or `0x` and hexadecimal digits, then the longest of the suffixes U, L, UL, LL and ULL (capitals only, as
   * in dtc). A leading 0 makes it octal. What follows directly is another token.
   */
  scan(text: string, start: number): void {
    this.problem = null;
    this.low = 0;
    this.high = 0;
    const isHex =
      text.charCodeAt(start) === code.zero &&
      (text.charCodeAt(start + 1) | 32) === 120 &&
      isHexDigit(text.charCodeAt(start + 2));
    const digitsEnd = isHex ? this.scanHex(text, start + 2) : this.scanDigits(text, start);
    this.end = suffixEnd(text, digitsEnd);
  }

  private scanHex(text: string, start: number): number {
    let low = 0;
    let high = 0;
    let at = start;
    for (let c = text.charCodeAt(at); isHexDigit(c); c = text.charCodeAt(++at)) {
      if (high >>> 28 !== 0) this.problem = "range";
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | (c <= 57 ? c - 48 : (c | 32) - 87);
    }
    this.low = low;
    this.high = high;
    return at;
  }

  private scanDigits(text: string, start: number): number {
    let end = start;
    while (isDigit(text.charCodeAt(end))) end++;
    const base = text.charCodeAt(start) === code.zero ? 8 : 10;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit >= base) this.problem = "octal";
      value = value * base + digit;
    }
    if (value <= Number.MAX_SAFE_INTEGER) {
      this.low = value | 0;
      this.high = Math.floor(value / 0x1_0000_0000) | 0;
    } else if (value > 2 * 2 ** 64) {
      this.problem ??= "range";
    } else {
      this.setLarge(largeValue(text.slice(start, end), base));
    }
    return end;
  }

  private setLarge(value: bigint): void {
    if (value >= 1n << 64n) this.problem ??= "range";
    this.low = Number(BigInt.asIntN(32, value));
    this.high = Number(BigInt.asIntN(32, value >> 32n));
  }
}

/** Digits that are not of the base are read as 0: the caller has seen them. */
const largeValue = (digits: string, base: number): bigint =>
  BigInt(base === 8 ? `0o${digits.replace(/[89]/g, "0")}` : digits);

function suffixEnd(text: string, start: number): number {
  let at = start;
  if (text[at] === "U") at++;
  if (text[at] === "L") at++;
  if (text[at] === "L") at++;
  return at;
}

/**
 * Where the character literal that opens at `start` ends (exclusive); null if it does not. dtc's pattern lets an
 * apostrophe behind a backslash both close the literal and belong to it, and takes the longest match: so `'\\'` reaches
 * to the next apostrophe of the file, if there is one.
 */
export function characterEnd(text: string, start: number): number | null {
  let candidate: number | null = null;
  for (let at = text.indexOf("'", start + 1); at >= 0; at = text.indexOf("'", at + 1)) {
    if (at > start + 1 && text.charCodeAt(at - 1) === code.backslash) {
      candidate = at + 1;
      continue;
    }
    return at + 1;
  }
  return candidate;
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/**
 * The bytes of what stands between quotes or apostrophes. Escapes as in C, octal ones cut to 8 bits; a backslash
 * before any other character stands for that character.
 *
 * @returns null if `\x` has no digits, which dtc refuses
 */
export function unescaped(text: string): Uint8Array | null {
  if (!text.includes("\\")) return encodeSource(text);
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const slash = text.indexOf("\\", at);
    const plain = encodeSource(text.slice(at, slash < 0 ? text.length : slash));
    bytes.set(plain, length);
    length += plain.length;
    if (slash < 0) break;
    const sequence = readEscape(text, slash + 1);
    if (sequence === null) return null;
    if (sequence.byte !== null) bytes[length++] = sequence.byte;
    at = sequence.end;
  }
  return bytes.slice(0, length);
}

/** `byte` null: the character at `end` stands for itself. */
function readEscape(text: string, at: number): { byte: number | null; end: number } | null {
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0];
  if (octal !== undefined) return { byte: Number.parseInt(octal, 8) & 0xff, end: at + octal.length };
  const letter = text[at] ?? "";
  if (letter === "x") {
    const digits = /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 1, at + 3))?.[0];
    return digits === undefined ? null : { byte: Number.parseInt(digits, 16), end: at + 1 + digits.length };
  }
  // Only in a character literal can the backslash be the last character: dtc takes the apostrophe behind it.
  if (letter === "") return { byte: code.apostrophe, end: at };
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return { byte: simple, end: at + 1 };
  // A second backslash must not be taken for the start of another escape.
  return letter === "\\" ? { byte: code.backslash, end: at + 1 } : { byte: null, end: at };
}
