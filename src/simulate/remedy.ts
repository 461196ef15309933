/** The smallest change that would make a workload or trace fit as the tree is written today. */
import { sameRange } from "../base/range.js";
import type { LayoutId } from "../layout/engine/model.js";
import type { Consumer } from "../system/model.js";

/** From the smallest on: a driver's mask, one reservation, another layout. */
export type Remedy =
  /** The narrowest wider DMA mask with which nothing fails. */
  | { readonly kind: "dma-mask"; readonly bits: number }
  /** The smallest reservation without which nothing fails. Half-open bytes. */
  | { readonly kind: "reservation"; readonly start: bigint; readonly end: bigint }
  /** A layout in which nothing fails. */
  | { readonly kind: "layout"; readonly layout: LayoutId };

/** Plays again with something changed. */
export interface Trials {
  /** Failures with this limit instead of the consumer's; inclusive bytes. */
  readonly withLimit: (last: bigint) => number;
  /** Failures without one of the ranges that the domain keeps free. */
  readonly without: (start: bigint, length: bigint) => number;
}

/** More reservations than these are not taken away one by one. */
const MOST_RESERVATIONS = 32;

/** @param fitting layouts in which nothing fails, in the registry's order. @returns null where nothing of all helps */
export function remedyFor(consumer: Consumer, fitting: readonly LayoutId[], trials: Trials): Remedy | null {
  return (
    widerMask(consumer, trials) ??
    droppedReservation(consumer, trials) ??
    fitting.map((layout): Remedy => ({ kind: "layout", layout }))[0] ??
    null
  );
}

function widerMask({ limits, dmaMaskBits, reach }: Consumer, { withLimit }: Trials): Remedy | null {
  // What else bounds the reach stays: a mask cannot pass the aperture or a bus.
  const others = limits.filter(({ kind }) => kind !== "dma-mask").map(({ allows }) => allows.end);
  const most = others.reduce((a, b) => (a < b ? a : b), 1n << 64n);
  if (most <= reach.end) return null;
  for (let bits = dmaMaskBits + 1; bits <= 64; bits++) {
    const end = 1n << BigInt(bits);
    if (withLimit((end < most ? end : most) - 1n) === 0) return { kind: "dma-mask", bits };
    if (end >= most) return null;
  }
  return null;
}

function droppedReservation({ reservations, reach }: Consumer, { without }: Trials): Remedy | null {
  const ranges = reservations
    .filter(({ inAllocator, origin }) => inAllocator && origin.kind === "iommu-addresses")
    .map(({ start, length }) => ({ start, end: start + length }))
    .filter(({ start, end }) => start < reach.end && end > reach.start);
  const distinct = ranges.filter((one, i) => ranges.findIndex((other) => sameRange(one, other)) === i);
  if (distinct.length > MOST_RESERVATIONS) return null;
  const bySize = [...distinct].sort((a, b) => Number(a.end - a.start - (b.end - b.start)));
  const found = bySize.find(({ start, end }) => without(start, end - start) === 0);
  return found === undefined ? null : { kind: "reservation", ...found };
}
