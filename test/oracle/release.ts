/** Releases as numbers, and what of them the oracle distinguishes (notes on what changed between 6.1 and 7.3). */

/** One on each side of every change that the oracle knows. */
export const RELEASES = ["6.6", "6.9", "6.12", "6.16", "7.3"] as const;

export interface OracleRelease {
  readonly text: string;
  /** From 6.3. */
  readonly readsRegions: boolean;
  /** From 6.8: an entry of length 0 reserves nothing. */
  readonly skipsEmpty: boolean;
  /** Before 6.10: nothing below the lowest address of `dma-ranges`. */
  readonly hasFloor: boolean;
  /** From 6.16: a parent without `#address-cells` of its own is no bus; one bad device costs all behind its IOMMU. */
  readonly isStrict: boolean;
}

export function oracleRelease(text: string): OracleRelease {
  const [major = 0, minor = 0] = text.split(".").map(Number);
  const from = (wanted: number, since: number) => major > wanted || (major === wanted && minor >= since);
  return {
    text,
    readsRegions: from(6, 3),
    skipsEmpty: from(6, 8),
    hasFloor: !from(6, 10),
    isStrict: from(6, 16),
  };
}
