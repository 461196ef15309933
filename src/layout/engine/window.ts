/**
 * What Linux enforces of a device's `dma-ranges`. Up to 6.9 the window's base is the domain's start, and a device with
 * another base is refused; from 6.10 only its top is a limit. For PCI what lies outside is reserved at every release.
 */
import { type Range, RangeSet, range } from "../../base/range.js";
import type { Consumer, System } from "../../system/model.js";
import { SPACE_END } from "../../system/space.js";
import type { Effect } from "./effects.js";
import type { FamilyDomain } from "./family-domains.js";

export const isPci = ({ kind }: Consumer): boolean => kind === "pci-function";

export const enforcesBase = (member: Consumer, { options }: System): boolean =>
  !isPci(member) && !options.kernel.ignoresDmaRangesBase;

/** The lowest address that a domain hands out, if `member` initialises it. */
export function startFor(member: Consumer, { window }: Effect, system: System): bigint {
  const { start } = member.reach;
  if (window === null || !enforcesBase(member, system)) return start;
  return window.written.start > start ? window.written.start : start;
}

/** iommu_dma_init_domain gives -EFAULT to a device whose base is not the start of the domain that it joins. */
export const isRefused = (member: Consumer, effect: Effect, domainStart: bigint, system: System): boolean =>
  enforcesBase(member, system) && startFor(member, effect, system) !== domainStart;

/** What of the member's reach its window's top leaves, or nothing where the window is empty. */
export function belowTop({ reach }: Consumer, { window }: Effect): Range {
  if (window === null) return reach;
  const { end } = window.written;
  return range(reach.start, end < reach.end ? end : reach.end);
}

/**
 * What is taken out of the domain because a window stands on the host bridge (iova_reserve_pci_windows, 6.12): whichever
 * function initialises the domain goes through it. The gap below takes the window's first granule with it.
 */
export function bridgeGaps({ first, members }: FamilyDomain, effectOf: (member: Consumer) => Effect): readonly Range[] {
  const holder = members.includes(first) ? first : members[0];
  const window = holder !== undefined && isPci(holder) ? effectOf(holder).window : null;
  if (window === null || window.written.end === 0n) return [];
  const { start, end } = window.written;
  return [...(start > 0n ? [range(0n, start + 1n)] : []), ...(end < SPACE_END ? [range(end, SPACE_END)] : [])];
}

/** What a window keeps from a member that has a domain to itself. */
export function keptByWindow(member: Consumer, effect: Effect, system: System): RangeSet {
  const { reach, granule } = member;
  if (effect.window === null) return RangeSet.empty;
  const { written } = effect.window;
  const start = isPci(member) && written.start > 0n ? written.start + granule : startFor(member, effect, system);
  return RangeSet.of([reach]).subtract(RangeSet.of([range(start, belowTop(member, effect).end)]));
}
