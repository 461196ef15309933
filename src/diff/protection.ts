/** What protects a consumer, and a change takes away: ranges kept from it, identity mappings, the IOMMU itself. */
import { type Range, RangeSet } from "../base/range.js";
import { type ConsumerFacts, isSameButForOrder } from "./facts.js";
import type { Change, LossElsewhere, Protection, ReservedRange } from "./model.js";

/** Nothing where nothing is lost, here or elsewhere; what is gained or no longer wasted is no loss. */
export function protectionChange(was: ConsumerFacts, is: ConsumerFacts): Change[] {
  if (isSameButForOrder(was, is)) return [];
  const [before, after] = [protectionOf(was), protectionOf(is)];
  const lost = lostRanges(was, is, before, after);
  const unmapped = RangeSet.of(before.mapped).subtract(RangeSet.of(after.mapped)).ranges;
  const elsewhere = [...otherwiseKept(was, is), ...otherwiseTranslated(was, is)];
  const isLost = lost.length > 0 || unmapped.length > 0 || (before.isTranslated && !after.isTranslated);
  if (!isLost && !elsewhere.some((one) => one.lost.length > 0 || one.problem !== null)) return [];
  return [{ consumer: is.id, name: is.name, kind: "protection-lost", before, after, lost, unmapped, elsewhere }];
}

/** What somebody wrote down for the consumer itself: that must be kept from it whatever becomes of its IOMMU. */
const OWN_WORDS: readonly ReservedRange["origin"][] = ["iommu-addresses", "iommu-ranges", "runtime"];

function protectionOf({ reservations, reach, usable, grouping: { domainType, reason } }: ConsumerFacts): Protection {
  const isTranslated = reason === null && (domainType === "dma" || domainType === "dma-fq");
  const written = reservations.filter(({ start, last }) => start <= last);
  const rangesOf = (these: typeof written) => RangeSet.of(these.map(({ start, last }) => ({ start, end: last + 1n })));
  const held = rangesOf(written.filter(({ inAllocator }) => inAllocator)).clip(reach);
  return {
    kept: held.subtract(RangeSet.of(usable.ranges)).ranges,
    mapped: isTranslated ? rangesOf(written.filter(({ type }) => type === "direct")).ranges : [],
    isTranslated,
    reason,
  };
}

/** Without an IOMMU nothing is kept from anybody; what driver and PCI take is of no use then. */
function lostRanges(was: ConsumerFacts, is: ConsumerFacts, before: Protection, after: Protection): readonly Range[] {
  if (!before.isTranslated) return [];
  const kept = RangeSet.of(before.kept);
  const handed = kept.intersect(RangeSet.of(after.isTranslated ? is.usable.ranges : ownWords(was)));
  return missed(handed, was, is).ranges;
}

const ownWords = ({ reservations }: ConsumerFacts): Range[] =>
  reservations
    .filter(({ origin, start, last }) => OWN_WORDS.includes(origin) && start <= last)
    .map(({ start, last }) => ({ start, end: last + 1n }));

/** Who states what a consumer needs has nothing else to lose; what it can no longer address needs no keeping. */
const missed = (lost: RangeSet, was: ConsumerFacts, is: ConsumerFacts): RangeSet => {
  const felt = lost.clip(is.reach);
  return is.need === null || was.need === null ? felt : felt.intersect(RangeSet.of(is.need));
};

/** By the tree's own words, under each kernel that reads them otherwise than the one asked for. */
function otherwiseKept(was: ConsumerFacts, is: ConsumerFacts): LossElsewhere[] {
  const kernels = [...new Set([...was.keptUnder, ...is.keptUnder].map(({ kernel }) => kernel))];
  const lostUnder = (kernel: string): RangeSet => {
    const of = ({ keptUnder }: ConsumerFacts) =>
      RangeSet.of(keptUnder.find((one) => one.kernel === kernel)?.kept ?? []);
    return missed(of(was).subtract(of(is)), was, is);
  };
  const [asked, ...others] = kernels.map((kernel) => ({ kernel, lost: lostUnder(kernel) }));
  return others
    .filter(({ lost }) => asked !== undefined && !lost.equals(asked.lost))
    .map(({ kernel, lost }) => ({ kernel, lost: lost.ranges, problem: null }));
}

function otherwiseTranslated(was: ConsumerFacts, is: ConsumerFacts): LossElsewhere[] {
  const known = new Set(was.elsewhere.filter(({ problem }) => problem !== null).map(({ kernel }) => kernel));
  return is.elsewhere
    .filter(({ kernel, problem }) => problem !== null && !known.has(kernel))
    .map(({ kernel, problem }) => ({ kernel, lost: [], problem }));
}
