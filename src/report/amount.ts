/** Sizes and addresses of a report as people read them. */
import { formatAddress } from "../base/range.js";
import { readableSize } from "../base/units.js";
import type { AddressRange, Consumer, Size } from "./schema.js";

/** `3496 MiB` or `4 GiB − 4 KiB` when that is exact, else `~599.98 MiB`: truncated, marked, and exact in the JSON. */
export const amount = (size: Size): string => readableSize(BigInt(size)).text;

/** `−600 MiB`, with the minus sign that no line is broken at; `~−2.82 GiB` where that is not exact; `−4 GiB + 4 KiB`. */
export function signedAmount(bytes: bigint): string {
  const { text, isExact } = readableSize(bytes < 0n ? -bytes : bytes);
  const sign = bytes < 0n ? "−" : "+";
  if (!isExact) return `~${sign}${text.slice(1)}`;
  return `${sign}${bytes < 0n ? text.replace(" − ", " + ") : text}`;
}

/** `[0x00000000-0x257fffff]`, as Linux prints a range. */
export const rangeText = ({ start, end }: AddressRange): string =>
  `[${formatAddress(BigInt(start))}-${formatAddress(BigInt(end))}]`;

export const isZero = (size: Size): boolean => BigInt(size) === 0n;

export const total = (sizes: readonly Size[]): string =>
  amount(sizes.reduce((sum, s) => sum + BigInt(s), 0n).toString());

interface StreamIds extends Pick<Consumer["streams"][number], "id" | "mask" | "count"> {
  readonly cells: readonly number[];
}

/** `0x1940`, `0x1940/0x20` with a mask, `0x400..0x40f` for consecutive ids, `-` on an IOMMU that numbers none. */
export function streamText({ id, cells, mask, count }: StreamIds): string {
  if (cells.length === 0) return "-";
  const first = `0x${id.toString(16)}`;
  if (count > 1) return `${first}..0x${(id + count - 1).toString(16)}`;
  return mask === 0 ? first : `${first}/0x${mask.toString(16)}`;
}

/** `1 consumer`, `2 consumers`. */
export const counted = (count: number, singular: string, plural = `${singular}s`): string =>
  `${count} ${count === 1 ? singular : plural}`;
