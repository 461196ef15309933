/** What options, plans and pages say of a device's DMA, as it is written. */
import { type Bytes, parseSize } from "./units.js";

/** Page sizes that Linux can take as an IOMMU's granule. */
export const granules: readonly Bytes[] = [4096n, 16384n, 65536n];

/** Null for what is no such size. */
export function parseGranule(text: string): Bytes | null {
  const size = parseSize(text);
  return size !== null && granules.includes(size) ? size : null;
}

/** From 1 to 64; null for what is no such number. */
export function parseMaskBits(text: string): number | null {
  const bits = /^[0-9]{1,2}$/.test(text) ? Number(text) : 0;
  return bits < 1 || bits > 64 ? null : bits;
}

/** Below 2^64; null for what is no such address. */
export function parseAddress(text: string): bigint | null {
  const address = parseSize(text);
  return address === null || address >= 1n << 64n ? null : address;
}
