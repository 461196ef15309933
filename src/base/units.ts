/** Sizes and addresses as people write and read them. Units are binary: 1 MiB is 2^20 bytes. */

/** How much, not where: an address is a bigint without this name. */
export type Bytes = bigint;

export const KiB = 1024n;
export const MiB = 1024n * KiB;
export const GiB = 1024n * MiB;
/** First address that 32 bits cannot hold. */
export const FOUR_GIB = 4n * GiB;

const UNITS: ReadonlyArray<readonly [string, Bytes]> = [
  ["EiB", 1n << 60n],
  ["PiB", 1n << 50n],
  ["TiB", 1n << 40n],
  ["GiB", GiB],
  ["MiB", MiB],
  ["KiB", KiB],
];

/** An exact size in the largest unit that divides it: `3496 MiB`, `600 MiB`, `4 KiB`, `2025 KiB`, `1001 B`. */
export function formatSize(bytes: Bytes): string {
  if (bytes < 0n) return `-${formatSize(-bytes)}`;
  if (bytes === 0n) return "0 B";
  for (const [unit, factor] of UNITS) {
    if (bytes >= factor && bytes % factor === 0n) return `${bytes / factor} ${unit}`;
  }
  return `${bytes} B`;
}

/** What page 0, or one granule, leaves of something round. */
const PAGES = [4n * KiB, 16n * KiB, 64n * KiB];

/** `4 GiB − 4 KiB`: exact, of a size that misses at most four digits of MiB or more by one page; else null. */
export function formatShortOfRound(bytes: Bytes): string | null {
  for (const page of PAGES) {
    const round = bytes + page;
    const text = formatSize(round);
    if (bytes >= MiB && round % MiB === 0n && /^[0-9]{1,4} /.test(text)) return `${text} − ${formatSize(page)}`;
  }
  return null;
}

/** A size as people read it, and whether the text is exact. */
export interface ReadableSize {
  readonly text: string;
  readonly isExact: boolean;
}

/**
 * Exact where at most four digits say it (`3496 MiB`) or it misses a round size by a page (`4 GiB − 4 KiB`); else with
 * two decimal places and a `~`: `~599.98 MiB`.
 */
export function readableSize(bytes: Bytes): ReadableSize {
  const exact = formatSize(bytes);
  if (/^[0-9]{1,4} /.test(exact)) return { text: exact, isExact: true };
  const short = formatShortOfRound(bytes);
  return short === null ? { text: `~${truncated(bytes)}`, isExact: false } : { text: short, isExact: true };
}

/** The text of {@link readableSize}: `3496 MiB`, `4 GiB − 4 KiB`, `~599.98 MiB`. */
export function formatApproximateSize(bytes: Bytes): string {
  return bytes < 0n ? `-${formatApproximateSize(-bytes)}` : readableSize(bytes).text;
}

/** Truncated, not rounded: a report must never show more space than there is. */
function truncated(bytes: Bytes): string {
  const [unit, factor] = UNITS.find(([, size]) => bytes >= size) ?? ["B", 1n];
  const hundredths = (bytes * 100n) / factor;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")} ${unit}`;
}

const SIZE = /^(0x[0-9a-f]+|[0-9]+(?:\.[0-9]+)?)\s*([kmgtpe])?(?:i?b)?$/i;
const SUFFIX: Readonly<Record<string, bigint>> = {
  k: KiB,
  m: MiB,
  g: GiB,
  t: 1n << 40n,
  p: 1n << 50n,
  e: 1n << 60n,
};

/**
 * Reads `600M`, `0x25800000`, `1.5G`, `4096`, `4 KiB`. Null when the text is no size, is no whole number of bytes
 * (`0.3K`), or exceeds 2^64.
 */
export function parseSize(text: string): Bytes | null {
  const match = SIZE.exec(text.trim());
  const digits = match?.[1];
  if (digits === undefined) return null;
  const factor = SUFFIX[match?.[2]?.toLowerCase() ?? ""] ?? 1n;
  const value = digits.includes(".") ? scaledDecimal(digits, factor) : BigInt(digits) * factor;
  return value !== null && value <= 1n << 64n ? value : null;
}

function scaledDecimal(digits: string, factor: bigint): bigint | null {
  const [whole = "0", fraction = ""] = digits.split(".");
  const scale = 10n ** BigInt(fraction.length);
  const scaled = (BigInt(whole) * scale + BigInt(fraction || "0")) * factor;
  return scaled % scale === 0n ? scaled / scale : null;
}
