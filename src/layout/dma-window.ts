import { type Range, RangeSet, range, rangeSize, roundInward } from "../base/range.js";
import type { Consumer, Family, System, Usable } from "../system/model.js";
import { applyReservation, SPACE_END, usableOf } from "../system/space.js";
import { defineLayout } from "./define.js";
import { byNodeToday, domainsOf, type FamilyDomain, type FilledDomain, fill, nothingWritten } from "./domains.js";
import type { Layout } from "./model.js";
import { kernels, nodesOfTheirOwn } from "./requirements.js";
import { type Outcome, resultOf } from "./result.js";
import { listed, nameOf } from "./sharing.js";
import { measure, needOf, reservedBy } from "./waste.js";

/**
 * One contiguous usable window per member, through the `dma-ranges` of a bus node of its own. Where the kernel does not
 * ignore it, the window's base is the domain's start; later only its top is a limit, save for PCI, where what lies outside is reserved.
 */
export const dmaWindow: Layout = defineLayout({
  id: "dma-window",
  title: "one usable window per child through dma-ranges",
  evaluate(family, system) {
    const domains = domainsOf(family, system);
    const { kernel, ownStreams, driverChange, idle } = nodesOfTheirOwn(family, kernels.dmaRanges);
    // Even where it writes nothing, what stands on the nodes today has to go.
    const deviceTreeChange = !idle || family.members.some((member) => !byNodeToday(member).isEmpty);
    const requires = { kernel, ownStreams, deviceTreeChange, driverChange };
    const outcomes = domains.flatMap((shared) => outcomesIn(shared, system));
    return resultOf(dmaWindow, family, outcomes, requires, [
      ...openBelow(family, system),
      ...domains.flatMap((shared) => refusals(shared, system)),
      ...onBridge(family),
    ]);
  },
});

interface Window {
  /** The largest usable block, as the need leaves it. */
  readonly exact: Range;
  /** What an author writes: its whole granules, since Linux rounds both ends outward; from 0 if nothing lies below. */
  readonly written: Range;
}

/** The largest block outside the need, the lowest of equals; all of reach where the need is unknown. Null: no granule. */
function windowOf(member: Consumer): Window | null {
  const free = RangeSet.of([member.reach]).subtract(needOf(member) ?? RangeSet.empty);
  let best: { exact: Range; whole: Range } | null = null;
  for (const exact of free.ranges) {
    const whole = roundInward(exact, member.granule);
    if (whole !== null && (best === null || rangeSize(whole) > rangeSize(best.whole))) best = { exact, whole };
  }
  if (best === null) return null;
  const { exact, whole } = best;
  return { exact, written: whole.start === member.reach.start ? range(0n, whole.end) : whole };
}

function outcomesIn(shared: FamilyDomain, system: System): readonly Outcome[] {
  const filled = windowDomain(shared, system);
  return shared.members.map((member) => {
    const usable = leftTo(member, shared, filled, system);
    const window = windowOf(member);
    const exact = RangeSet.of([member.reach]).subtract(RangeSet.of(window === null ? [] : [window.exact]));
    const alone: FamilyDomain = { ...shared, first: member, members: [member], outsiders: [] };
    const usableAlone = leftTo(member, alone, windowDomain(alone, system), system);
    return {
      figures: measure(member, usable, { exact, base: filled.base }),
      asWritten: reservedBy(member, usable, filled.base).equals(reservedBy(member, usableAlone, filled.base)),
    };
  });
}

function windowDomain(shared: FamilyDomain, system: System): FilledDomain {
  const { first, members } = shared;
  const filled = fill(shared, () => nothingWritten, system, startOf(shared, system));
  // The window stands on the host bridge: whichever function initialises the domain goes through it.
  const holder = members.includes(first) ? first : members[0];
  const window = holder !== undefined && isPci(holder) ? windowOf(holder) : null;
  if (window === null) return filled;
  const { start, end } = window.written;
  // iova_reserve_pci_windows (6.12): the gap below takes the window's first granule with it.
  if (start > 0n) applyReservation(filled.domain, { start: 0n, length: start + 1n }, first.granule);
  if (end < SPACE_END) applyReservation(filled.domain, { start: end, length: SPACE_END - end }, first.granule);
  return filled;
}

function leftTo(member: Consumer, shared: FamilyDomain, { domain }: FilledDomain, system: System): Usable {
  const { reach, granule } = member;
  const window = windowOf(member);
  const attaches = window !== null && !isRefused(member, shared, system);
  const top = window !== null && window.written.end < reach.end ? window.written.end : reach.end;
  return usableOf(domain, attaches ? range(startOf(shared, system), top) : range(reach.start, reach.start), granule);
}

/** Where the domain starts: a window's base counts if its device initialises the domain and the kernel looks at it. */
function startOf({ first, members }: FamilyDomain, system: System): bigint {
  const { start } = first.reach;
  if (!members.includes(first) || !enforcesBase(first, system)) return start;
  const base = windowOf(first)?.written.start ?? start;
  return base > start ? base : start;
}

/** iommu_dma_init_domain gives -EFAULT to a device whose base is not the start of the domain that it joins. */
function isRefused(member: Consumer, shared: FamilyDomain, system: System): boolean {
  if (!enforcesBase(member, system)) return false;
  const alone: FamilyDomain = { ...shared, first: member, members: [member] };
  return startOf(alone, system) !== startOf(shared, system);
}

const enforcesBase = (member: Consumer, { options }: System): boolean =>
  !isPci(member) && !options.kernel.ignoresDmaRangesBase;

const isPci = ({ kind }: Consumer): boolean => kind === "pci-function";

function openBelow({ members }: Family, system: System): readonly string[] {
  const open = members.filter((member) => {
    const window = windowOf(member);
    if (window === null || isPci(member) || enforcesBase(member, system)) return false;
    return !(needOf(member)?.clip(range(0n, window.written.start)).isEmpty ?? true);
  });
  if (open.length === 0) return [];
  const linux = `Linux ${system.options.kernel.text}`;
  return [`${linux} enforces only the top of dma-ranges: what lies below its window stays open to ${listed(open)}`];
}

const onBridge = ({ members }: Family): readonly string[] =>
  members.some((member) => isPci(member) && needOf(member)?.isEmpty === false)
    ? ["the window stands on the host bridge, for all functions behind it"]
    : [];

const refusals = (shared: FamilyDomain, system: System): readonly string[] =>
  shared.members
    .filter((member) => isRefused(member, shared, system))
    .map(
      (member) =>
        `Linux refuses ${nameOf(member)} its DMA domain: its window begins elsewhere than that of ${nameOf(shared.first)}`,
    );
