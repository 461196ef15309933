/** A text that was written piece by piece, as one. */
import type { Piece } from "./format.js";

const decoder = new TextDecoder();

export const joinedPieces = (pieces: Iterable<Piece>): string =>
  Array.from(pieces, (piece) => (typeof piece === "string" ? piece : decoder.decode(piece))).join("");
