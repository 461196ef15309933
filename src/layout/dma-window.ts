import { type Range, RangeSet, range, rangeSize, roundInward } from "../base/range.js";
import type { Consumer } from "../system/model.js";
import { defineLayout } from "./engine/define.js";
import { proposal, type Write } from "./engine/proposal.js";
import { knownNeed } from "./engine/waste.js";

/** One contiguous usable window per member, through the `dma-ranges` of a bus node of its own. */
export const dmaWindow = defineLayout({
  id: "dma-window",
  title: "one usable window per child through dma-ranges",
  order: 7,
  propose: (family) => proposal("own-nodes", family.members.filter(hasNeed).map(windowFor)),
});

const hasNeed = (member: Consumer): boolean => !knownNeed(member).isEmpty;

/** The largest block outside the need, the lowest of equals; written from 0 on where nothing lies below. */
function windowFor(member: Consumer): Write {
  const free = RangeSet.of([member.reach]).subtract(knownNeed(member));
  let best: { readonly block: Range; readonly whole: Range } | null = null;
  for (const block of free.ranges) {
    const whole = roundInward(block, member.granule);
    if (whole !== null && (best === null || rangeSize(whole) > rangeSize(best.whole))) best = { block, whole };
  }
  const { block, whole } = best ?? { block: range(0n, 0n), whole: range(0n, 0n) };
  const window = whole.start === member.reach.start ? range(0n, whole.end) : whole;
  return { kind: "own-window", member, window, block };
}
