/** How findings word numbers and names. */
import { formatAddress, lastByteOf, type Range } from "../../base/range.js";
import { readableSize } from "../../base/units.js";
import type { EntryCells } from "../../of/region-entries.js";

/** `[0x00000000-0x257fffff]`, as Linux prints a range. */
export const rangeText = (range: Range): string => extentText(range.start, range.end - range.start);

/** The same of a start and a length, which may wrap. */
export const extentText = (start: bigint, length: bigint): string =>
  `[${formatAddress(start)}-${formatAddress(lastByteOf(start, length))}]`;

/** At most this many ranges are listed. */
const MOST_RANGES = 4;

export function rangesText(ranges: readonly Range[]): string {
  const shown = ranges.slice(0, MOST_RANGES).map(rangeText);
  return ranges.length > MOST_RANGES ? `${shown.join(", ")} and ${ranges.length - MOST_RANGES} more` : shown.join(", ");
}

/** `600 MiB`, or `~599.98 MiB (629125120 bytes)` where that is not exact. */
export function sizeText(bytes: bigint): string {
  const { text, isExact } = readableSize(bytes);
  return isExact ? text : `${text} (${bytes} bytes)`;
}

export const cellsNamed = ({ address, size }: EntryCells): string =>
  `#address-cells ${address} and #size-cells ${size}`;

export const plural = (count: number, singular: string): string =>
  `${count} ${count === 1 ? singular : `${singular}s`}`;
