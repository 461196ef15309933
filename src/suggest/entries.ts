/** Ranges as cells: what to write so that Linux reads the ranges. */
import type { Range, RangeSet } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import { longestLength, MOST_ENTRIES, type Place } from "../layout/engine/expressible.js";

/**
 * An address and a length for each entry, in the cells of the place and as addresses of its bus; null where some range
 * cannot be said. A range from the second granule on is written from 0: nobody is handed page 0.
 */
export function entriesOf(ranges: RangeSet, place: Place, granule: Bytes): readonly string[] | null {
  const entries: string[] = [];
  for (const one of ranges.ranges) {
    const whole = one.start === granule && writtenAt(0n, place) !== null ? { start: 0n, end: one.end } : one;
    for (const { start, end } of piecesOf(whole, place, granule)) {
      const written = writtenAt(start, place);
      if (written === null || entries.length >= Number(MOST_ENTRIES)) return null;
      const cells = [...cellsOf(written, place.addressCells), ...cellsOf(end - start, place.sizeCells)];
      if (cells.includes(null)) return null;
      entries.push(cells.join(" "));
    }
  }
  return entries;
}

/** As many as lengths of the place need. */
function piecesOf({ start, end }: Range, { sizeCells }: Place, granule: Bytes): readonly Range[] {
  const longest = longestLength(sizeCells, granule);
  const pieces: Range[] = [];
  for (let at = start; at < end && pieces.length <= Number(MOST_ENTRIES); ) {
    const next = longest > 0n && end - at > longest ? at + longest : end;
    pieces.push({ start: at, end: next });
    at = next;
  }
  return pieces;
}

/** The address on the place's bus that Linux translates to the one wanted; null if none is. */
function writtenAt(address: bigint, { windows }: Place): bigint | null {
  if (windows.length === 0) return address;
  const window = windows.find(({ cpu, size }) => cpu !== null && cpu <= address && address < cpu + size);
  return window === undefined || window.cpu === null ? null : address - window.cpu + window.bus;
}

/** Most significant first; a null among them: it does not fit. */
function cellsOf(value: bigint, count: number): readonly (string | null)[] {
  if (count < 1 || (count < 2 && value >= 1n << 32n) || value >= 1n << 64n) return [null];
  return Array.from({ length: count }, (_, i) => {
    const shift = BigInt(32 * (count - 1 - i));
    return `0x${((value >> shift) & 0xffffffffn).toString(16)}`;
  });
}
