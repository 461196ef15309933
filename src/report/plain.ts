/** Addresses, sizes and ranges as every JSON writes them. */
import { lastByteOf, type Range } from "../base/range.js";
import type { AddressRange, Size } from "./schema.js";

export const orNull = <T, U>(value: T | null, view: (value: T) => U): U | null => (value === null ? null : view(value));

export const address = (value: bigint): string => `0x${value.toString(16)}`;

export const inclusive = (range: Range): AddressRange => ({
  start: address(range.start),
  end: address(lastByteOf(range.start, range.end - range.start)),
});

/** Above 2^53-1 a number would lose digits. */
export const size = (bytes: bigint): Size =>
  bytes > BigInt(Number.MAX_SAFE_INTEGER) ? bytes.toString() : Number(bytes);
