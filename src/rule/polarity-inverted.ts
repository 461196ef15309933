import { type Range, RangeSet, roundOutward, sameRange } from "../base/range.js";
import type { PlannedSpace } from "../plan/model.js";
import type { Consumer } from "../system/model.js";
import { defineRule, type Observation } from "./engine/model.js";
import { fromTree } from "./facts/consumers.js";
import { plannedFor } from "./facts/planned.js";
import { reservationSources } from "./facts/sources.js";
import { usableRangesOf } from "./facts/usable-ranges.js";
import { rangesText, rangeText } from "./facts/words.js";

export const polarityInverted = defineRule({
  id: "polarity-inverted",
  title: "what is reserved is what the plan says must be usable",
  severity: "error",
  why: "iommu-addresses says what a device must not be handed, iommu-ranges what it may. The prose and the property of a posted series said opposite things about one range.",
  fix: "Reserve the complement, or correct the plan: `usable` is what the consumer may be handed, `reserve` what it must avoid.",
  needs: [],
  check: (input) =>
    input.system.consumers.flatMap((consumer): readonly Observation[] => {
      const planned = plannedFor(consumer, input);
      if (planned === null) return [];
      const usable = (planned.usable ?? []).flatMap(({ value }) => clipped(value, consumer));
      const avoided = (planned.reserve ?? []).flatMap(({ value }) => clipped(value, consumer));
      const reserved = fromTree(consumer).filter(({ origin }) => origin.kind === "iommu-addresses");
      const found = reserved.flatMap(({ start, length, origin }): readonly Observation[] => {
        const range = clipped({ start, end: start + length }, consumer)[0];
        if (range === undefined || origin.kind !== "iommu-addresses") return [];
        if (!usable.some((one) => sameRange(one, range))) return [];
        const message = `${rangeText(range)} is reserved for ${consumer.id}, and the plan says that just this is usable`;
        return [
          observation(consumer, message, origin.location, rangeText(range), planned.usable?.[0]?.location ?? null),
        ];
      });
      const ranges = consumer.node === null ? null : usableRangesOf(consumer.node);
      const property = fromTree(consumer).find(({ origin }) => origin.kind === "iommu-ranges");
      const place = property?.origin.kind === "iommu-ranges" ? property.origin.location : null;
      const stated = (ranges?.ranges ?? []).flatMap(({ start, length }): readonly Observation[] => {
        const range = clipped({ start, end: start + length }, consumer)[0];
        if (range === undefined || place === null || !avoided.some((one) => sameRange(one, range))) return [];
        const message = `'iommu-ranges' says that ${rangeText(range)} is usable for ${consumer.id}, and the plan that it must avoid just this`;
        return [observation(consumer, message, place, rangeText(range), planned.reserve?.[0]?.location ?? null)];
      });
      const told = [...found, ...stated];
      return told.length > 0 ? told : inverseOfNeed(consumer, planned);
    }),
});

/** All that is reserved, taken together, is all that the plan leaves. */
function inverseOfNeed(consumer: Consumer, { usable, reserve }: PlannedSpace): readonly Observation[] {
  const { reach, granule } = consumer;
  const need = consumer.need?.from === "plan" ? consumer.need.ranges.clip(reach) : RangeSet.empty;
  const wanted = RangeSet.of(
    RangeSet.of([reach])
      .subtract(need)
      .ranges.map((range) => roundOutward(range, granule)),
  ).clip(reach);
  const reserved = RangeSet.of([reach]).subtract(RangeSet.of(consumer.usable.ranges));
  if (need.isEmpty || wanted.isEmpty || fromTree(consumer).length === 0 || !reserved.equals(wanted)) return [];
  const ranges = rangesText(wanted.ranges);
  const message = `${ranges} is reserved for ${consumer.id}, and the plan says that just this is usable`;
  const inPlan = (usable ?? reserve)?.[0]?.location ?? null;
  return [observation(consumer, message, reservationSources(consumer).location, ranges, inPlan)];
}

/** In whole granules and within reach; empty if nothing of it is. */
function clipped(range: Range, { reach, granule }: Consumer): readonly Range[] {
  return RangeSet.of([roundOutward(range, granule)]).clip(reach).ranges;
}

const observation = (
  consumer: Consumer,
  message: string,
  location: Observation["location"],
  range: string,
  inPlan: Observation["location"] | null,
): Observation => ({
  consumer: consumer.id,
  message,
  location,
  details: ["one of the two has the wrong polarity: Linux keeps reserved ranges out of the allocator"],
  help: "reserve the complement, or swap `usable` and `reserve` in the plan",
  related: inPlan === null ? [] : [{ message: "the plan", location: inPlan }],
  about: [consumer.id, consumer.path],
  key: range,
});
