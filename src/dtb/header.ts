/** A blob's header (DT specification v0.4, section 5.2): where its blocks lie, or why they cannot lie there. */
import type { Diagnostic } from "../base/diagnostic.js";
import { atInput } from "../base/source.js";
import { DTB_MAGIC, HEADER_BYTES_16, HEADER_BYTES_17, RESERVATION_BYTES } from "./format.js";

/** `[start, end)` in bytes from the blob's first. */
export interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface DtbHeader {
  readonly version: number;
  readonly bootCpu: number;
  /** The terminating entry included. */
  readonly reservations: Block;
  /** In version 16, which does not say, up to the next block or the blob's end. */
  readonly structure: Block;
  readonly strings: Block;
}

export type HeaderResult =
  | { readonly ok: true; readonly header: DtbHeader }
  | { readonly ok: false; readonly problem: Diagnostic };

/** The fields as they stand. */
interface Fields {
  readonly totalSize: number;
  readonly structOffset: number;
  readonly stringsOffset: number;
  readonly reservationsOffset: number;
  readonly version: number;
  readonly lastCompatible: number;
  readonly bootCpu: number;
  readonly stringsSize: number;
  readonly structSize: number | null;
}

export function readHeader(bytes: Uint8Array, file: string): HeaderResult {
  const refuse = (code: string, message: string): HeaderResult => ({
    ok: false,
    problem: { severity: "error", code, message, location: atInput(file) },
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint32(0) !== DTB_MAGIC) {
    return refuse("dtb-no-magic", "not a device-tree blob: it does not begin with d0 0d fe ed");
  }
  if (bytes.length < HEADER_BYTES_16) return refuse("dtb-truncated", "the blob ends inside its header");
  const fields = readFields(view);
  const headerBytes = fields.version >= 17 ? HEADER_BYTES_17 : HEADER_BYTES_16;
  if (fields.version < 16) {
    return refuse("dtb-version", `blob version ${fields.version}: only versions 16 and 17 are read`);
  }
  if (fields.lastCompatible > 17) {
    return refuse(
      "dtb-version",
      `blob version ${fields.version} is compatible down to ${fields.lastCompatible}: only versions 16 and 17 are read`,
    );
  }
  if (fields.totalSize < headerBytes) {
    return refuse("dtb-bad-size", `the header says ${fields.totalSize} bytes in all, its own size is ${headerBytes}`);
  }
  if (fields.totalSize > bytes.length) {
    return refuse("dtb-truncated", `the header says ${fields.totalSize} bytes, the blob ends after ${bytes.length}`);
  }
  const blocks = layOut(view, fields);
  if (typeof blocks === "string") return refuse("dtb-bad-block", blocks);
  const clash = placementProblem(headerBytes, fields.totalSize, Object.values(blocks));
  if (clash !== null) return refuse("dtb-bad-block", clash);
  return { ok: true, header: { version: fields.version, bootCpu: fields.bootCpu, ...blocks } };
}

function readFields(view: DataView): Fields {
  const version = view.getUint32(20);
  return {
    totalSize: view.getUint32(4),
    structOffset: view.getUint32(8),
    stringsOffset: view.getUint32(12),
    reservationsOffset: view.getUint32(16),
    version,
    lastCompatible: view.getUint32(24),
    bootCpu: view.getUint32(28),
    stringsSize: view.getUint32(32),
    structSize: version >= 17 && view.byteLength >= HEADER_BYTES_17 ? view.getUint32(36) : null,
  };
}

/** The three blocks, or what keeps one of them from having an extent. */
function layOut(view: DataView, fields: Fields): Pick<DtbHeader, "reservations" | "structure" | "strings"> | string {
  const { totalSize, structOffset, stringsOffset, reservationsOffset } = fields;
  if (reservationsOffset % 8 !== 0) {
    return `the memory reservation block is at ${hex(reservationsOffset)}, not on a multiple of 8 bytes`;
  }
  if (structOffset % 4 !== 0) {
    return `the structure block is at ${hex(structOffset)}, not on a multiple of 4 bytes`;
  }
  const reservationsEnd = endOfReservations(view, reservationsOffset, totalSize);
  if (reservationsEnd === null) {
    return `the memory reservation block at ${hex(reservationsOffset)} has no terminating entry within the blob`;
  }
  const followers = [totalSize, stringsOffset, reservationsOffset].filter((offset) => offset > structOffset);
  return {
    reservations: { name: "memory reservation block", start: reservationsOffset, end: reservationsEnd },
    structure: {
      name: "structure block",
      start: structOffset,
      end: fields.structSize === null ? Math.min(...followers) : structOffset + fields.structSize,
    },
    strings: { name: "strings block", start: stringsOffset, end: stringsOffset + fields.stringsSize },
  };
}

/** As dtc and libfdt do, an entry of size 0 ends the list whatever its address. */
function endOfReservations(view: DataView, start: number, totalSize: number): number | null {
  for (let at = start; at + RESERVATION_BYTES <= totalSize; at += RESERVATION_BYTES) {
    if (view.getUint32(at + 8) === 0 && view.getUint32(at + 12) === 0) return at + RESERVATION_BYTES;
  }
  return null;
}

function placementProblem(headerBytes: number, totalSize: number, blocks: readonly Block[]): string | null {
  for (const block of blocks) {
    if (block.start < headerBytes) return `the ${block.name} at ${hex(block.start)} begins inside the header`;
    if (block.start > totalSize || block.end > totalSize) {
      return `the ${block.name} ${hex(block.start)} to ${hex(block.end)} passes the blob's end at ${hex(totalSize)}`;
    }
  }
  for (const [i, a] of blocks.entries()) {
    const b = blocks.slice(i + 1).find((other) => a.start < other.end && other.start < a.end);
    if (b !== undefined) return `the ${a.name} at ${hex(a.start)} and the ${b.name} at ${hex(b.start)} overlap`;
  }
  return null;
}

const hex = (offset: number): string => `0x${offset.toString(16)}`;
