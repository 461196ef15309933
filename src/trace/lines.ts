/** Lines of a text that may be hundreds of megabytes: decoded piece by piece, never as one string. */

const PIECE_BYTES = 1 << 16;
/** A longer line is no trace's: its rest is dropped. */
const LINE_CHARS = 1 << 16;

export interface TextLine {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * @param bytes UTF-8; what is none becomes U+FFFD
 * @param reached told how many of the bytes have been read, now and then
 */
export function* textLines(
  bytes: Uint8Array,
  reached: (at: number) => void = () => {},
): Generator<TextLine, void, undefined> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = "";
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    reached(at);
    const piece = decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true });
    const lines = piece.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      yield { text: unquoted(rest + line), number: ++number };
      rest = "";
    }
    if (rest.length < LINE_CHARS) rest += last;
  }
  if (rest !== "") yield { text: unquoted(rest), number: ++number };
}

/** Without the carriage return of a serial console and the marks of a quoting mail. */
function unquoted(line: string): string {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  return text.startsWith(">") ? text.replace(/^(?:>[ \t]?)+/, "") : text;
}
