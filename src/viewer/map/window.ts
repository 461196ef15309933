/**
 * The part of an address space that a map shows, and how zoom and drag change it. All of it is in whole addresses: spaces go
 * up to 2^64, where a number has no pages any more.
 */
import { type Range, range } from "../../base/range.js";

/** Bytes that are shown at the least: an edge that lies within a page can be seen. */
const LEAST = 256n;

/** Parts that a pointer's place is told in. */
const PARTS = 1n << 20n;

/** @param fraction of the window, from 0 to 1 */
const partOf = (length: bigint, fraction: number): bigint =>
  (length * BigInt(Math.round(fraction * Number(PARTS)))) / PARTS;

/** Within the extent, and of the same length where that has room. */
export function held({ start, end }: Range, extent: Range): Range {
  const most = extent.end - extent.start;
  const length = clamped(end - start, LEAST < most ? LEAST : most, most);
  const from = clamped(start, extent.start, extent.end - length);
  return range(from, from + length);
}

const clamped = (value: bigint, least: bigint, most: bigint): bigint =>
  value < least ? least : value > most ? most : value;

/**
 * @param factor of the length: below 1 to see more closely
 * @param at what stays where it is, from 0 (the left edge) to 1
 */
export function zoomed(window: Range, factor: number, at: number, extent: Range): Range {
  const length = window.end - window.start;
  const next = clamped((length * BigInt(Math.round(factor * 1024))) / 1024n, LEAST, extent.end - extent.start);
  const anchor = window.start + partOf(length, at);
  const start = anchor - partOf(next, at);
  return held(range(start, start + next), extent);
}

/** @param by of the window's length; above 0 towards higher addresses */
export function panned(window: Range, by: number, extent: Range): Range {
  const length = window.end - window.start;
  const step = by < 0 ? -partOf(length, -by) : partOf(length, by);
  return held(range(window.start + step, window.end + step), extent);
}

/** A range with something of what lies around it. */
export function around({ start, end }: Range, extent: Range): Range {
  const margin = (end - start) / 4n + LEAST / 2n;
  return held(range(start - margin, end + margin), extent);
}

/** Of an address, in pixels from the left edge of the window; also outside of it. */
export const positionOf = (address: bigint, { start, end }: Range, width: number): number =>
  (Number(address - start) / Number(end - start)) * width;

/** Where the axis has its marks: multiples of a power of two, so that they are round in hexadecimal. */
export function ticksIn(window: Range, most: number): readonly bigint[] {
  const length = window.end - window.start;
  let step = 1n;
  while (length / step > BigInt(Math.max(1, most))) step *= 2n;
  const ticks: bigint[] = [];
  for (let at = ((window.start + step - 1n) / step) * step; at <= window.end; at += step) ticks.push(at);
  return ticks;
}
