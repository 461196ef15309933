/** Two lists of a group's reserved regions, line by line. */
import type { CapturedRegion } from "./capture.js";

export type RegionDifference =
  | { readonly kind: "region-missing"; readonly predicted: CapturedRegion }
  | { readonly kind: "region-extra"; readonly captured: CapturedRegion }
  /** The same range with another type. */
  | { readonly kind: "region-type"; readonly predicted: CapturedRegion; readonly captured: CapturedRegion }
  /** Of the same type, with one end in common or overlapping. */
  | { readonly kind: "region-range"; readonly predicted: CapturedRegion; readonly captured: CapturedRegion };

/**
 * @param isCut the captured list ends before the file would: predicted regions after its last line are not missed
 * @returns the differences in the captured order, then what is missing; and how many predicted regions were not shown
 */
export function compareRegions(
  predicted: readonly CapturedRegion[],
  captured: readonly CapturedRegion[],
  isCut: boolean,
): { readonly differences: readonly RegionDifference[]; readonly notShown: number } {
  const left = [...predicted];
  const extra = captured.filter((region) => !takeFirst(left, (other) => isSame(region, other)));
  const last = captured.at(-1);
  const isShown = (region: CapturedRegion): boolean => !isCut || (last !== undefined && region.start <= last.start);
  const shown = left.filter(isShown);
  const missing = [...shown];
  const differences = extra.map((region): RegionDifference => {
    const sameRange = takeFirst(missing, (other) => other.start === region.start && other.last === region.last);
    if (sameRange !== null) return { kind: "region-type", predicted: sameRange, captured: region };
    const near = takeFirst(missing, (other) => other.type === region.type && meets(other, region));
    if (near !== null) return { kind: "region-range", predicted: near, captured: region };
    return { kind: "region-extra", captured: region };
  });
  return {
    differences: [...differences, ...missing.map((region) => ({ kind: "region-missing", predicted: region }) as const)],
    notShown: left.length - shown.length,
  };
}

function takeFirst(list: CapturedRegion[], isWanted: (region: CapturedRegion) => boolean): CapturedRegion | null {
  const at = list.findIndex(isWanted);
  return at < 0 ? null : (list.splice(at, 1)[0] ?? null);
}

const isSame = (a: CapturedRegion, b: CapturedRegion): boolean =>
  a.start === b.start && a.last === b.last && a.type === b.type;

const meets = (a: CapturedRegion, b: CapturedRegion): boolean => a.start <= b.last && b.start <= a.last;
