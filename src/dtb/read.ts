/**
 * Flattened device trees (DT specification v0.4, chapter 5), versions 16 and 17, from anyone.
 *
 * What the specification leaves to the reader is decided so. As `dtc -I dtb` does, two nodes or two properties of
 * one name are refused, names are refused that DTS could not spell, and bytes after the blob's or the structure
 * block's end are left alone. As Linux does and dtc does not, a phandle that two nodes claim is accepted, with a
 * warning, and so is a name of the root, which is left out. A property after a subnode is refused: dtc reads it, Linux does not see it, so no answer would be right for
 * both. FDT_NOP is accepted everywhere, as section 5.4.1 asks.
 *
 * Values are views into the input, not copies: memory stays a small multiple of the blob.
 */
import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import { atInput, type Location } from "../base/source.js";
import { phandleOf } from "../tree/phandles.js";
import { type DeviceTree, type DtNode, type MemoryReservation, pathOf } from "../tree/tree.js";
import { DTB_MAGIC, RESERVATION_BYTES } from "./format.js";
import { type Block, readHeader } from "./header.js";
import { type StructureLimits, StructureReader } from "./structure.js";
import { treeOf } from "./tree-of.js";

/** How much a hostile blob may cost. */
export interface DtbLimits extends StructureLimits {
  /** Of the whole blob. */
  readonly bytes: number;
}

export const defaultDtbLimits: DtbLimits = {
  bytes: 64 * 1024 * 1024,
  nodes: 1_000_000,
  properties: 2_000_000,
  nodeDepth: 500,
  nameBytes: 1024,
};

/** More of a kind than anyone reads; a hostile blob can repeat a mistake a million times. */
const MOST_WARNINGS = 20;

/** Told by the magic alone. */
export function isDtb(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) === DTB_MAGIC;
}

/**
 * @param bytes the blob, and perhaps more after it; must not change while the tree is in use
 * @param file the input as the user named it
 * @returns a tree, or null and at least one error
 */
export function readDtb(bytes: Uint8Array, file: string, limits: DtbLimits = defaultDtbLimits): Outcome<DeviceTree> {
  if (bytes.length > limits.bytes) {
    const message = `the blob has ${bytes.length} bytes, the limit is ${limits.bytes}`;
    return { value: null, diagnostics: [{ severity: "error", code: "too-large", message, location: atInput(file) }] };
  }
  const result = readHeader(bytes, file);
  if (!result.ok) return { value: null, diagnostics: [result.problem] };
  const { header } = result;
  const reader = new StructureReader(bytes, header, file, limits);
  const { root, problem } = reader.read();
  if (problem !== null) return { value: null, diagnostics: [problem] };
  const reservations = readReservations(bytes, header.reservations);
  const tree = treeOf(root, { file, memoryReservations: reservations, bootCpu: header.bootCpu });
  return {
    value: tree,
    diagnostics: [...nameWarning(reader.rootName, file), ...phandleWarnings(reader.phandleNodes, file)],
  };
}

/** dtc prints such a name where `/` belongs, and cannot read what it printed. */
function nameWarning(name: string, file: string): readonly Diagnostic[] {
  if (name === "") return [];
  const message = `the root node has the name '${name}', which is ignored, as in Linux`;
  return [
    {
      severity: "warning",
      code: "dtb-root-name",
      message,
      location: { kind: "node", file, node: "/", property: null },
    },
  ];
}

function readReservations(bytes: Uint8Array, block: Block): readonly MemoryReservation[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: MemoryReservation[] = [];
  for (let at = block.start; at < block.end - RESERVATION_BYTES; at += RESERVATION_BYTES) {
    out.push({ address: view.getBigUint64(at), size: view.getBigUint64(at + 8), labels: [] });
  }
  return out;
}

/** @param nodes those with a phandle property, in document order */
function phandleWarnings(nodes: readonly DtNode[], file: string): readonly Diagnostic[] {
  const seen = new Map<number, DtNode>();
  const warnings: Diagnostic[] = [];
  const at = (node: DtNode): Location => ({ kind: "node", file, node: pathOf(node), property: "phandle" });
  for (const node of nodes) {
    const phandle = phandleOf(node);
    const first = phandle === null ? undefined : seen.get(phandle);
    if (phandle !== null && first === undefined) seen.set(phandle, node);
    if (phandle === null || first === undefined || warnings.length === MOST_WARNINGS) continue;
    warnings.push({
      severity: "warning",
      code: "duplicate-phandle",
      message: `phandle 0x${phandle.toString(16)} is already taken by another node: references find that one`,
      location: at(node),
      related: [{ message: "the first node with it", location: at(first) }],
    });
  }
  return warnings;
}
