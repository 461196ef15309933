/** Lists of phandles with arguments, such as `iommus` and `interconnects` (of_parse_phandle_with_args). */
import { nodeByPhandle } from "../tree/phandles.js";
import type { DeviceTree, DtNode, Property } from "../tree/tree.js";
import { cellAt, cellCount, u32Of } from "../tree/value.js";

interface PhandleEntry {
  readonly target: DtNode;
  readonly args: readonly number[];
  /** Byte offset of the phandle in the value. */
  readonly offset: number;
}

/** Why a list could not be read on. */
export interface PhandleListProblem {
  readonly reason: "dangling" | "no-cells-property" | "too-few-cells";
  /** Byte offset of the entry's phandle. */
  readonly offset: number;
  readonly target: DtNode | null;
}

export interface PhandleList {
  /** Null where the phandle is 0: an empty slot, which keeps its index. */
  readonly entries: readonly (PhandleEntry | null)[];
  /** Null if the whole list could be read. */
  readonly problem: PhandleListProblem | null;
}

/** Entries up to the first that cannot be read: phandle, then as many cells as the target's `cellsName` says. */
export function phandleList(tree: DeviceTree, property: Property, cellsName: string): PhandleList {
  const entries: (PhandleEntry | null)[] = [];
  for (let at = 0; at < cellCount(property); ) {
    const phandle = cellAt(property, at) ?? 0;
    const offset = at * 4;
    at++;
    if (phandle === 0) {
      entries.push(null);
      continue;
    }
    const target = nodeByPhandle(tree, phandle);
    if (target === null) return { entries, problem: { reason: "dangling", offset, target } };
    const count = u32Of(target, cellsName);
    if (count === null) return { entries, problem: { reason: "no-cells-property", offset, target } };
    if (at + count > cellCount(property)) return { entries, problem: { reason: "too-few-cells", offset, target } };
    entries.push({ target, args: Array.from({ length: count }, (_, i) => cellAt(property, at + i) ?? 0), offset });
    at += count;
  }
  return { entries, problem: null };
}

export interface PhandleReference {
  /** Null for 0 and for a phandle that no node has. */
  readonly target: DtNode | null;
  readonly phandle: number;
  /** Byte offset in the value. */
  readonly offset: number;
}

/** A list of phandles without arguments, such as `memory-region`, every cell of it. */
export function phandles(tree: DeviceTree, property: Property): readonly PhandleReference[] {
  return Array.from({ length: cellCount(property) }, (_, i) => {
    const phandle = cellAt(property, i) ?? 0;
    return { target: phandle === 0 ? null : nodeByPhandle(tree, phandle), phandle, offset: i * 4 };
  });
}
