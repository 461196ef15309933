/**
 * The members of a compressed report: stretches of its JSON, each of them a gzip member (RFC 1952, section 2.2) of its
 * own, so that a viewer unpacks those alone that it shows. One behind the other they are one gzip file of the whole.
 */
import { gzipSync } from "fflate";
import type { Piece } from "../format.js";
import type { Board } from "../schema.js";
import { type BoardRow, boardRow } from "./board-row.js";

export interface Part {
  readonly board: Board | null;
  readonly pieces: Iterable<Piece>;
}

export interface Member {
  readonly bytes: Uint8Array;
  /** Of the boards that stand in it; empty: it is a part of the report around them. */
  readonly rows: readonly BoardRow[];
}

/** Bytes of JSON that a member has before the next begins: a board or two of a large report, quick to unpack. */
const MEMBER_BYTES = 1 << 18;

const encoder = new TextEncoder();

export function* membersOf(parts: Iterable<Part>): Iterable<Member> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let rows: BoardRow[] = [];
  const flush = function* (): Iterable<Member> {
    if (length > 0) yield { bytes: concatenated(pieces, length), rows };
    [pieces, length, rows] = [[], 0, []];
  };
  for (const part of parts) {
    if (part.board === null) yield* flush();
    else rows.push(boardRow(part.board));
    for (const piece of part.pieces) {
      const bytes = typeof piece === "string" ? encoder.encode(piece) : piece;
      pieces.push(bytes);
      length += bytes.length;
    }
    if (part.board === null || length >= MEMBER_BYTES) yield* flush();
  }
  yield* flush();
}

function concatenated(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Where a gzip header's flags are, and the flag that says that a name stands behind the header. */
const FLAGS = 3;
const FNAME = 8;
const HEADER = 10;

/**
 * A gzip member without a time, so that the same report gives the same bytes, and of a length that base64 needs no
 * padding for (a name of 0 to 2 characters in its header): so all lines of base64 together are base64 as well.
 */
export function packed(bytes: Uint8Array): Uint8Array {
  const plain = gzipSync(bytes, { mtime: 0 });
  const lacking = (3 - (plain.length % 3)) % 3;
  if (lacking === 0) return plain;
  const member = new Uint8Array(plain.length + lacking);
  member.set(plain.subarray(0, HEADER));
  member[FLAGS] = FNAME;
  member.fill(0x6a, HEADER, HEADER + lacking - 1);
  member.set(plain.subarray(HEADER), HEADER + lacking);
  return member;
}
