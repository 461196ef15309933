/**
 * Where the parts of a JSON text lie, without making values of them: of a text of many megabytes, what stands in it can be
 * read part by part. The grammar is RFC 8259's, held to the letter, so that a part that is outlined can be parsed.
 */

/** Offsets in bytes, of UTF-8; the end is exclusive. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
  /** Of an object or a list, as far down as it was asked for: by key, or by index. */
  readonly parts: ReadonlyMap<string | number, JsonSpan>;
}

export type JsonOutline =
  | { readonly ok: true; readonly root: JsonSpan }
  | { readonly ok: false; readonly offset: number; readonly message: string };

/** Deeper texts are refused: our own are less than 20 levels deep. */
const MOST_LEVELS = 100;

/** @param levels how far down parts are listed: 1 for those of the root alone. @param start of the root in the text */
export function outlineOf(bytes: Uint8Array, levels: number, start = 0): JsonOutline {
  const reader = new OutlineReader(bytes, levels);
  const root = reader.document(start);
  return root === null ? { ok: false, ...reader.problem } : { ok: true, root };
}

const NO_PARTS: ReadonlyMap<string | number, JsonSpan> = new Map();
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OBJECT, OBJECT_END, LIST, LIST_END] = [0x7b, 0x7d, 0x5b, 0x5d];
const ZERO = 0x30;
const bytesOf = (characters: string) => new Set(new TextEncoder().encode(characters));
const ESCAPES = bytesOf('"\\/bfnrt');
const SIGNS = bytesOf("+-.eE");
const WORDS = ["true", "false", "null"].map((word) => new TextEncoder().encode(word));
const decoder = new TextDecoder();

/** Each step moves `at` behind what it read; false or null: `problem` says what is wrong. */
class OutlineReader {
  problem = { offset: 0, message: "" };
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly levels: number,
  ) {}

  document(start: number): JsonSpan | null {
    this.at = start === 0 && this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf ? 3 : start;
    this.skipBlanks();
    const root = this.value(0);
    if (root === null || start > 0) return root;
    this.skipBlanks();
    return this.at === this.bytes.length ? root : this.fail("there is more text after the end of the JSON");
  }

  private value(level: number): JsonSpan | null {
    const start = this.at;
    const first = this.bytes[start];
    if (first === OBJECT || first === LIST) return this.container(first, level);
    const isRead = first === QUOTE ? this.text() : this.word() || this.number();
    return isRead ? { start, end: this.at, parts: NO_PARTS } : null;
  }

  private container(kind: number, level: number): JsonSpan | null {
    if (level >= MOST_LEVELS) return this.fail(`nested more than ${MOST_LEVELS} levels deep`);
    const start = this.at++;
    const parts = level < this.levels ? new Map<string | number, JsonSpan>() : null;
    const end = kind === OBJECT ? OBJECT_END : LIST_END;
    this.skipBlanks();
    for (let count = 0; this.bytes[this.at] !== end; count++) {
      if (count > 0 && !this.separator(COMMA, end)) return null;
      const keyAt = this.at;
      const key = kind === OBJECT ? this.key(parts !== null) : count;
      const part = key === null ? null : this.value(level + 1);
      if (key === null || part === null) return null;
      if (parts?.has(key) === true) return this.fail("this key is given twice", keyAt);
      parts?.set(key, part);
      this.skipBlanks();
    }
    this.at++;
    return { start, end: this.at, parts: parts ?? NO_PARTS };
  }

  /** Its text where that is wanted, else an empty one. */
  private key(isWanted: boolean): string | null {
    const start = this.at;
    if (this.bytes[start] !== QUOTE) return this.fail(this.isAtEnd() ? ENDS : "a key in quotes is expected here");
    if (!this.text()) return null;
    const key: string = isWanted ? JSON.parse(decoder.decode(this.bytes.subarray(start, this.at))) : "";
    this.skipBlanks();
    return this.separator(COLON, null) ? key : null;
  }

  /** @param end what may stand here as well */
  private separator(wanted: number, end: number | null): boolean {
    if (this.bytes[this.at] !== wanted) {
      const or = end === null ? "" : ` or '${String.fromCharCode(end)}'`;
      this.fail(this.isAtEnd() ? ENDS : `'${String.fromCharCode(wanted)}'${or} is expected here`);
      return false;
    }
    this.at++;
    this.skipBlanks();
    return true;
  }

  private text(): boolean {
    const { bytes } = this;
    for (this.at++; this.at < bytes.length; this.at++) {
      const byte = bytes[this.at] ?? 0;
      if (byte === QUOTE) {
        this.at++;
        return true;
      }
      if (byte < 0x20) return this.failed("a control character in a string");
      if (byte === BACKSLASH && !this.escape()) return this.failed("not an escape of JSON");
    }
    return this.failed(ENDS);
  }

  private escape(): boolean {
    this.at++;
    if (ESCAPES.has(this.bytes[this.at] ?? 0)) return true;
    const digits = decoder.decode(this.bytes.subarray(this.at, this.at + 5));
    this.at += 4;
    return /^u[0-9a-fA-F]{4}$/.test(digits);
  }

  private word(): boolean {
    const word = WORDS.find((one) => one.every((byte, i) => byte === this.bytes[this.at + i]));
    this.at += word?.length ?? 0;
    return word !== undefined;
  }

  private number(): boolean {
    const start = this.at;
    while (isDigit(this.bytes[this.at] ?? 0)) this.at++;
    const isWhole = this.at > start && (this.bytes[start] !== ZERO || this.at === start + 1);
    if (!isOfNumber(this.bytes[this.at] ?? 0) && isWhole) return true;
    while (isOfNumber(this.bytes[this.at] ?? 0)) this.at++;
    const digits = decoder.decode(this.bytes.subarray(start, this.at));
    if (/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(digits)) return true;
    this.at = start;
    return this.failed(this.isAtEnd() ? ENDS : "not a JSON value");
  }

  private skipBlanks(): void {
    while (isBlank(this.bytes[this.at] ?? 0)) this.at++;
  }

  private isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  private fail(message: string, offset = this.at): null {
    this.problem = { offset, message };
    return null;
  }

  private failed(message: string): false {
    this.fail(message);
    return false;
  }
}

const ENDS = "the JSON ends in the middle";

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39;

/** Digits, signs, the point and the exponent. */
const isOfNumber = (byte: number): boolean => isDigit(byte) || SIGNS.has(byte);
