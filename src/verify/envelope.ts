/**
 * The text that `iova-plan capture`'s script prints, taken out of whatever a serial console put around and between its
 * lines: each has its number and length, and the last has their count and a checksum.
 */

export interface Envelope {
  /** The lines that the script wrote, whole. */
  readonly lines: readonly string[];
  /** Why they cannot be relied on, as a sentence without its final stop; null if they are as they were sent. */
  readonly damage: string | null;
}

const MARK = "iova-plan:";
/** Wherever it stands on its line: loggers put a time before it. `+`: the next piece belongs to the same line. */
const PIECE = /iova-plan:([0-9]{1,7}):([0-9]{1,3})([:+])(.*)$/;
const BEGIN = /iova-plan:begin:([0-9]+)$/;
const END = /iova-plan:end:([0-9]{1,7}):(-|([0-9]{1,10}) [0-9]+)$/;

/** The form that this version reads. */
const FORM = "1";

interface Piece {
  readonly text: string;
  readonly isContinued: boolean;
  /** False: it came without some of its characters, which were spaces if the checksum is right. */
  readonly isWhole: boolean;
}

/** Null if the text is no such capture. A capture taken twice into one log mends itself: any whole copy of a line does. */
export function openEnvelope(text: string): Envelope | null {
  if (!text.includes(MARK)) return null;
  const pieces = new Map<number, Piece>();
  let form: string | null = null;
  let end: { readonly count: number; readonly sum: number | null } | null = null;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trimEnd();
    form = BEGIN.exec(line)?.[1] ?? form;
    const [, count, , sum] = END.exec(line) ?? [];
    if (count !== undefined) end = { count: Number(count), sum: sum === undefined ? null : Number(sum) };
    const piece = pieceOf(raw);
    if (piece !== null && pieces.get(piece.number)?.isWhole !== true) pieces.set(piece.number, piece);
  }
  if (form === null && end === null) return null;
  if (form !== null && form !== FORM)
    return { lines: [], damage: `it is of form ${form}, which this version cannot read` };
  if (end === null) return { lines: [], damage: "its end is missing" };
  const missing = Array.from({ length: end.count }, (_, i) => i + 1).filter((number) => !pieces.has(number));
  if (missing.length > 0) return { lines: [], damage: missingText(missing, end.count) };
  const lines = joined(pieces, end.count);
  const isIntact = end.sum === null || cksum(`${lines.join("\n")}\n`) === end.sum;
  return { lines, damage: isIntact ? null : "its checksum does not match: characters were lost or changed" };
}

/** Null for a line that is none, or that something was printed into. */
function pieceOf(raw: string): (Piece & { readonly number: number }) | null {
  const [, number, size, sign, text = ""] = PIECE.exec(raw) ?? [];
  if (number === undefined) return null;
  const length = Number(size);
  // Terminals drop spaces at the end of a line, and add some; the checksum knows a line that was cut.
  if (text.slice(length).trim() !== "") return null;
  const isWhole = text.length >= length;
  return { number: Number(number), text: text.slice(0, length).padEnd(length), isContinued: sign === "+", isWhole };
}

function joined(pieces: ReadonlyMap<number, Piece>, count: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (let number = 1; number <= count; number++) {
    const piece = pieces.get(number);
    line += piece?.text ?? "";
    if (piece?.isContinued === true) continue;
    lines.push(line);
    line = "";
  }
  return lines;
}

const MOST_NAMED = 5;

function missingText(missing: readonly number[], count: number): string {
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : "";
  const numbers = missing.slice(0, MOST_NAMED).join(", ");
  return `of its ${count} lines ${missing.length === 1 ? "number" : "numbers"} ${numbers}${more} did not arrive whole`;
}

/** POSIX `cksum`: CRC-32 of the bytes and of their count. */
function cksum(text: string): number {
  const bytes = new TextEncoder().encode(text);
  let crc = 0;
  for (const byte of bytes) crc = step(crc, byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) crc = step(crc, length % 256);
  return ~crc >>> 0;
}

function step(crc: number, byte: number): number {
  let value = crc ^ (byte << 24);
  for (let bit = 0; bit < 8; bit++) value = (value & 0x80000000) !== 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
}
