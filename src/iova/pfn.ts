/**
 * Page frame numbers (pfns) and what may be said with them.
 *
 * A pfn is an IOVA divided by the domain's granule. Inside this room pfns are JavaScript numbers and every range and
 * limit is inclusive, as in Linux's `drivers/iommu/iova.c`; the rest of the project works on half-open byte ranges.
 */

/** Of one page of a domain; how many pages there are is a plain number. */
export type Pfn = number;

/** Both ends are in the range. */
export interface PfnRange {
  readonly lo: Pfn;
  readonly hi: Pfn;
}

/** Why a reservation was refused: always before anything was changed. */
export type ReserveErrorCode =
  /** An end is negative, not a whole number, or beyond what a number holds exactly. */
  | "not-a-pfn"
  /** `hi < lo`. Linux inserts such a node and corrupts its tree (reserve_iova, 6.1 and 6.12). */
  | "inverted"
  /** An end is above the last pfn of a 64-bit space: Linux warns and reserves nothing (reserve_iova). */
  | "above-last";

export interface ReserveError {
  readonly code: ReserveErrorCode;
  readonly message: string;
}

/** `node` is the node that ends up holding `hi`; it may be larger than what was asked for. */
export type ReserveOutcome =
  | { readonly ok: true; readonly node: PfnRange }
  | { readonly ok: false; readonly error: ReserveError };

/** A call that no caller should make, whatever the user's input: a defect of the program that calls. */
export class IovaArgumentError extends RangeError {
  override readonly name = "IovaArgumentError";

  constructor(
    readonly argument: string,
    readonly value: number | string,
    expected: string,
  ) {
    super(`${argument} is ${value}, expected ${expected}`);
  }
}

/** What follows from a domain's granule alone. */
export interface PfnSpace {
  /** Bytes. */
  readonly granule: number;
  /** The last pfn of a 64-bit space, `(2^64 - 1) >> shift`: what reserve_iova checks against. */
  readonly lastPfn: Pfn;
  /** The first pfn at or above 4 GiB: `dma_32bit_pfn` of `struct iova_domain`. */
  readonly dma32Pfn: Pfn;
}

const SMALLEST_GRANULE = 4096;
const LARGEST_GRANULE = 65536;

/**
 * @param granule bytes: a power of two from 4 KiB to 64 KiB. Linux refuses one above the CPU's page size with a BUG
 *   (init_iova_domain), and below 4 KiB pfns of a 64-bit space are no longer exact numbers.
 * @throws IovaArgumentError
 */
export function pfnSpace(granule: number): PfnSpace {
  const isPowerOfTwo = Number.isInteger(Math.log2(granule));
  if (!isPowerOfTwo || granule < SMALLEST_GRANULE || granule > LARGEST_GRANULE) {
    throw new IovaArgumentError("granule", granule, "a power of two from 4096 to 65536");
  }
  return { granule, lastPfn: 2 ** 64 / granule - 1, dma32Pfn: 2 ** 32 / granule };
}

/** A whole number from 0 that a number holds exactly. Pfns above `lastPfn` pass: only reservations are checked for it. */
const isPfn = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** @throws IovaArgumentError */
export function checkPfn(argument: string, value: number): void {
  if (!isPfn(value)) throw new IovaArgumentError(argument, value, "a whole number from 0 to 2^53 - 1");
}

/** A number of pfns to allocate or to free; Linux makes an inverted node of size 0 (alloc_iova). @throws IovaArgumentError */
export function checkSize(size: number): void {
  if (!isPfn(size) || size === 0) throw new IovaArgumentError("size", size, "a whole number from 1 to 2^53 - 1");
}

/** Null if Linux would reserve `[lo, hi]` without harm. */
export function reserveError(lo: Pfn, hi: Pfn, space: PfnSpace): ReserveError | null {
  for (const pfn of [lo, hi]) {
    if (!isPfn(pfn)) return { code: "not-a-pfn", message: `${pfn} is not a page frame number` };
  }
  if (lo > space.lastPfn || hi > space.lastPfn) {
    return { code: "above-last", message: `pfn ${Math.max(lo, hi)} is above the last, ${space.lastPfn}` };
  }
  if (hi < lo) return { code: "inverted", message: `the range ends at pfn ${hi}, before it starts at pfn ${lo}` };
  return null;
}

/** The smallest power of two that is at least `size`: `roundup_pow_of_two`. Exact up to 2^53. */
export function roundUpToPowerOfTwo(size: number): number {
  if (size <= 2 ** 30) return 1 << (32 - Math.clz32(size - 1));
  let power = 2 ** 31;
  while (power < size) power *= 2;
  return power;
}

/** Linux aligns to the size rounded up to a power of two (alloc_iova's `size_aligned`). */
export const alignmentOf = (size: number, aligned: boolean): number => (aligned ? roundUpToPowerOfTwo(size) : 1);

/** Exact for powers of two, as division by one only changes the exponent. */
export const alignDown = (pfn: Pfn, alignment: number): Pfn => Math.floor(pfn / alignment) * alignment;

const alignUp = (pfn: Pfn, alignment: number): Pfn => Math.ceil(pfn / alignment) * alignment;

/**
 * The most pfns that an aligned allocation gets from the free pfns `[lo, end)`, end exclusive: the largest n for which a
 * multiple of n rounded up to a power of two leaves room for n. If n fits, so does every smaller size.
 */
export function largestAlignedWithin(lo: Pfn, end: Pfn): number {
  // The first or second halving always fits, since it wastes less than it asks for: three rounds at most.
  for (let alignment = roundUpToPowerOfTwo(end - lo); ; alignment /= 2) {
    const size = Math.min(alignment, end - alignUp(lo, alignment));
    if (size > alignment / 2) return size;
  }
}
