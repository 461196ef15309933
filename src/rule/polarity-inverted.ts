import { type Range, RangeSet, roundOutward, sameRange } from "../base/range.js";
import { readRangesAsLinux } from "../of/ranges-linux.js";
import type { PlannedSpace } from "../plan/model.js";
import type { Consumer, System } from "../system/model.js";
import { defineRule, type Observation, type RuleInput } from "./engine/model.js";
import { fromTree } from "./facts/consumers.js";
import { propertyAt } from "./facts/place.js";
import { largestReservation } from "./facts/sources.js";
import { consumerSubject } from "./facts/subjects.js";
import { rangesText, rangeText } from "./facts/words.js";

export const polarityInverted = defineRule({
  id: "polarity-inverted",
  title: "the tree reserves what the plan says must be usable",
  severity: "error",
  why: "iommu-addresses says what a device must not be handed, iommu-ranges what it may. In one posted series the commit message and the property said opposite things about one range. A runtime child also inherits what its siblings need: then nothing is inverted, but the range is written where it reaches the wrong child.",
  fix: "Reserve the complement, or correct the plan: `usable` is what the consumer may be handed, `reserve` what it must avoid. Write what only a sibling needs for that sibling: in a sub-node of its own, or as a reservation at run time.",
  needs: [],
  check: (input) =>
    input.system.consumers.flatMap((consumer): readonly Observation[] => {
      const { planned } = consumer;
      if (planned === null) return [];
      const told = [...reservedUsable(consumer, planned, input), ...usableReserved(consumer, planned, input)];
      return told.length > 0 ? told : inverseOfNeed(consumer, planned, input);
    }),
});

/** One reservation is just one of the ranges that the plan says are usable. */
function reservedUsable(consumer: Consumer, planned: PlannedSpace, { system }: RuleInput): readonly Observation[] {
  const usable = (planned.usable ?? []).flatMap(({ value }) => clipped(value, consumer));
  return fromTree(consumer).flatMap(({ start, length, origin }): readonly Observation[] => {
    const range = clipped({ start, end: start + length }, consumer)[0];
    if (range === undefined || origin.kind !== "iommu-addresses") return [];
    if (!usable.some((one) => sameRange(one, range))) return [];
    const place = { location: origin.location, inPlan: planned.usable?.[0]?.location ?? null };
    return [reserved(consumer, RangeSet.of([range]), place, system)];
  });
}

/** One range of `iommu-ranges` is just one of those that the plan says must be avoided. */
function usableReserved(consumer: Consumer, planned: PlannedSpace, { system }: RuleInput): readonly Observation[] {
  const avoided = (planned.reserve ?? []).flatMap(({ value }) => clipped(value, consumer));
  const { node } = consumer;
  if (node === null) return [];
  const location = propertyAt(system.tree, node, "iommu-ranges");
  const usable = readRangesAsLinux(system.tree, node, system.options.kernel)?.usable ?? [];
  return usable.flatMap((one): readonly Observation[] => {
    const range = clipped(one, consumer)[0];
    if (range === undefined || !avoided.some((other) => sameRange(other, range))) return [];
    const message = `'iommu-ranges' says that ${rangeText(range)} is usable for ${consumer.id}, but the plan says that it must avoid exactly this range`;
    return [
      inverted(consumer, message, rangeText(range), { location, inPlan: planned.reserve?.[0]?.location ?? null }),
    ];
  });
}

/** All that is reserved, taken together, is all that the plan leaves. */
function inverseOfNeed(
  consumer: Consumer,
  { usable, reserve }: PlannedSpace,
  { system }: RuleInput,
): readonly Observation[] {
  const { reach, granule } = consumer;
  const need = consumer.need?.from === "plan" ? consumer.need.ranges.clip(reach) : RangeSet.empty;
  const free = RangeSet.of([reach]).subtract(need);
  const wanted = RangeSet.of(free.ranges.map((range) => roundOutward(range, granule))).clip(reach);
  const taken = RangeSet.of([reach]).subtract(RangeSet.of(consumer.usable.ranges));
  if (need.isEmpty || wanted.isEmpty || fromTree(consumer).length === 0 || !taken.equals(wanted)) return [];
  const place = { location: largestReservation(consumer), inPlan: (usable ?? reserve)?.[0]?.location ?? null };
  return [reserved(consumer, wanted, place, system)];
}

/** In whole granules and within reach; empty if nothing of it is. */
function clipped(range: Range, { reach, granule }: Consumer): readonly Range[] {
  return RangeSet.of([roundOutward(range, granule)]).clip(reach).ranges;
}

interface Place {
  readonly location: Observation["location"];
  readonly inPlan: Observation["location"] | null;
}

function reserved(consumer: Consumer, ranges: RangeSet, place: Place, system: System): Observation {
  const text = rangesText(ranges.ranges);
  const siblings = siblingsThatNeed(consumer, ranges, system);
  if (siblings.length > 0) return inherited(consumer, ranges, place, siblings);
  const message = `${text} is reserved for ${consumer.id}, but the plan says that exactly this range is usable`;
  return inverted(consumer, message, text, place);
}

const inverted = (consumer: Consumer, message: string, key: string, { location, inPlan }: Place): Observation => ({
  consumer: consumer.id,
  message,
  location,
  details: ["one of the two has the wrong polarity: Linux keeps reserved ranges out of the allocator"],
  help: "reserve the complement, or swap `usable` and `reserve` in the plan",
  related: inPlan === null ? [] : [{ message: "the plan", location: inPlan }],
  about: [],
  breaks: [consumerSubject(consumer.id)],
  key,
});

/**
 * The consumers of the same node whose plans say that they must avoid all of it; none for a consumer that inherits
 * nothing. The reservation is right for them, and reaches this one because it shares their node.
 */
function siblingsThatNeed(consumer: Consumer, ranges: RangeSet, system: System): readonly Consumer[] {
  if (consumer.kind !== "runtime-child" || consumer.node === null) return [];
  const others = system.consumers.filter(({ node, id }) => node === consumer.node && id !== consumer.id);
  const needing = others.filter(({ need }) => need?.from === "plan" && !need.ranges.intersect(ranges).isEmpty);
  const needed = RangeSet.of(
    needing.flatMap(({ need, granule }) => (need?.ranges.ranges ?? []).map((range) => roundOutward(range, granule))),
  );
  return ranges.subtract(needed).isEmpty ? needing : [];
}

/** Its need is another matter: nothing is inverted, so nothing is said about whether that is met. */
function inherited(
  consumer: Consumer,
  ranges: RangeSet,
  { location, inPlan }: Place,
  siblings: readonly Consumer[],
): Observation {
  const text = rangesText(ranges.ranges);
  const { need, reach } = consumer;
  const rest = RangeSet.of([reach])
    .subtract(need?.ranges ?? RangeSet.empty)
    .subtract(ranges);
  return {
    consumer: consumer.id,
    message: `${consumer.id} inherits ${text}, which is ${rest.isEmpty ? "all" : "a part"} of what the plan says it may use`,
    location,
    details: [
      `the range is written on ${consumer.path}, whose node it shares: every such child loses it`,
      `${siblings.map(({ id }) => id).join(", ")} must avoid it`,
    ],
    help: `reserve it only for ${siblings.length === 1 ? "that one" : "those"}: in a sub-node with its own iommus and region, or at run time`,
    related: inPlan === null ? [] : [{ message: "the plan", location: inPlan }],
    about: [],
    key: text,
  };
}
