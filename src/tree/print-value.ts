/** A property's value as DTS: by its markers, where a source left some; else in the form that dtc would guess. */
import { phandleOf } from "./phandles.js";
import { nodeByReference } from "./reference.js";
import { type DeviceTree, type Marker, type MarkerKind, type Property, pathOf } from "./tree.js";

export interface ValueContext {
  readonly tree: DeviceTree;
  /** References may be printed as `&label`, not as the number or path they stand for. */
  readonly keepReferences: boolean;
}

/** What a piece of a value stands in. Neighbours in the same bracket share it; strings and paths stand alone. */
type Bracket = "cells-8" | "cells-16" | "cells-32" | "cells-64" | "bytes" | "none";

interface Piece {
  readonly bracket: Bracket;
  readonly text: string;
}

const OPENING: Readonly<Record<Bracket, string>> = {
  "cells-8": "/bits/ 8 <",
  "cells-16": "/bits/ 16 <",
  "cells-32": "<",
  "cells-64": "/bits/ 64 <",
  bytes: "[",
  none: "",
};
const CLOSING: Readonly<Record<Bracket, string>> = {
  "cells-8": ">",
  "cells-16": ">",
  "cells-32": ">",
  "cells-64": ">",
  bytes: "]",
  none: "",
};

/** What follows `name = `; empty for a property without a value. */
export function printValue(property: Property, context: ValueContext): string {
  if (property.value.length === 0) return "";
  const marked = property.markers.length > 0 ? markedPieces(property, context) : null;
  return bracketed(marked ?? guessedPieces(property.value));
}

function bracketed(pieces: readonly Piece[]): string {
  const out: string[] = [];
  let open: Bracket = "none";
  for (const { bracket, text } of pieces) {
    if (bracket !== "none" && bracket === open) out.push(" ");
    else out.push(CLOSING[open], out.length > 0 ? ", " : "", OPENING[bracket]);
    out.push(text);
    open = bracket;
  }
  return [...out, CLOSING[open]].join("");
}

/** Null if the markers contradict the bytes: those are the truth. */
function markedPieces(property: Property, context: ValueContext): readonly Piece[] | null {
  const { value } = property;
  const pieces: Piece[] = [];
  let labels = "";
  let at = 0;
  const add = (more: readonly Piece[]): void => {
    for (const piece of more) {
      pieces.push({ bracket: piece.bracket, text: labels + piece.text });
      labels = "";
    }
  };
  for (const marker of property.markers) {
    const end = marker.offset + marker.length;
    if (marker.offset < at || end > value.length) return null;
    if (marker.offset > at) add(bytePieces(value.subarray(at, marker.offset)));
    if (marker.kind === "label") labels += `${marker.text}: `;
    else if (marker.length > 0) add(piecesOf(marker, value.subarray(marker.offset, end), context));
    at = end;
  }
  if (at < value.length) add(bytePieces(value.subarray(at)));
  const last = pieces.pop();
  return last === undefined ? null : [...pieces, { ...last, text: `${last.text} ${labels}`.trimEnd() }];
}

const CELL_BYTES: Readonly<Partial<Record<MarkerKind, 1 | 2 | 4 | 8>>> = { u8: 1, u16: 2, u32: 4, u64: 8 };

function piecesOf(marker: Marker, bytes: Uint8Array, context: ValueContext): readonly Piece[] {
  const unit = CELL_BYTES[marker.kind];
  if (unit !== undefined) return cellPieces(bytes, unit);
  switch (marker.kind) {
    case "phandle":
      return isStillPhandle(marker.text, bytes, context)
        ? [{ bracket: "cells-32", text: `&${marker.text}` }]
        : cellPieces(bytes, 4);
    case "path":
      if (isStillPath(marker.text, bytes, context)) return [{ bracket: "none", text: `&${marker.text}` }];
      return stringPiece(bytes);
    case "string":
      return stringPiece(bytes);
    default:
      return bytePieces(bytes);
  }
}

/** Reading `&text` in its place would give the same bytes. */
function isStillPhandle(text: string, bytes: Uint8Array, { tree, keepReferences }: ValueContext): boolean {
  if (!keepReferences || bytes.length !== 4) return false;
  const target = nodeByReference(tree, text);
  const cell = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  // dtc writes all ones for what an overlay's base must resolve.
  return target === null ? tree.isOverlay && cell === 0xffffffff : phandleOf(target) === cell;
}

function isStillPath(text: string, bytes: Uint8Array, { tree, keepReferences }: ValueContext): boolean {
  const target = keepReferences ? nodeByReference(tree, text) : null;
  return target !== null && `${pathOf(target)}\0` === String.fromCharCode(...bytes.subarray(0, 65536));
}

/** As dtc guesses: printable strings, else cells, else bytes. */
function guessedPieces(value: Uint8Array): readonly Piece[] {
  if (isStringList(value)) {
    const pieces: Piece[] = [];
    for (let at = 0; at < value.length; ) {
      const end = value.indexOf(0, at) + 1;
      pieces.push(...stringPiece(value.subarray(at, end)));
      at = end;
    }
    return pieces;
  }
  return value.length % 4 === 0 ? cellPieces(value, 4) : bytePieces(value);
}

/** Printable ASCII in non-empty strings, each with its NUL. */
function isStringList(value: Uint8Array): boolean {
  let previous = 0;
  for (const byte of value) {
    if (byte === 0 ? previous === 0 : byte < 0x20 || byte > 0x7e) return false;
    previous = byte;
  }
  return previous === 0;
}

/** One string, which may hold NULs before its last: `"a\x00b"`. */
function stringPiece(bytes: Uint8Array): readonly Piece[] {
  if (bytes.at(-1) !== 0) return bytePieces(bytes);
  const body = inChunks(bytes.subarray(0, -1), (chunk) => Array.from(chunk, characterOf).join(""));
  return [{ bracket: "none", text: `"${body.join("")}"` }];
}

/** Escapes of two hexadecimal digits end where they end, whatever follows; octal ones do not. */
function characterOf(byte: number): string {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}

function bytePieces(bytes: Uint8Array): readonly Piece[] {
  const chunks = inChunks(bytes, (chunk) => Array.from(chunk, (b) => b.toString(16).padStart(2, "0")).join(" "));
  return [{ bracket: "bytes", text: chunks.join(" ") }];
}

/** Bytes that are no whole number of cells are printed as bytes. */
function cellPieces(bytes: Uint8Array, unit: 1 | 2 | 4 | 8): readonly Piece[] {
  if (bytes.length % unit !== 0) return bytePieces(bytes);
  const chunks = inChunks(bytes, (chunk) => {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    return Array.from({ length: chunk.length / unit }, (_, i) => `0x${numberAt(view, i * unit, unit)}`).join(" ");
  });
  const bracket = ({ 1: "cells-8", 2: "cells-16", 4: "cells-32", 8: "cells-64" } as const)[unit];
  return [{ bracket, text: chunks.join(" ") }];
}

function numberAt(view: DataView, at: number, unit: 1 | 2 | 4 | 8): string {
  switch (unit) {
    case 1:
      return view.getUint8(at).toString(16);
    case 2:
      return view.getUint16(at).toString(16);
    case 4:
      return view.getUint32(at).toString(16);
    case 8:
      return view.getBigUint64(at).toString(16);
  }
}

/** A value can have 64 MiB: its text is made a piece at a time, for an array of its cells would take a gigabyte. */
function inChunks(bytes: Uint8Array, textOf: (chunk: Uint8Array) => string): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096) chunks.push(textOf(bytes.subarray(at, at + 4096)));
  return chunks;
}
