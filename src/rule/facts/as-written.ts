/** What the layout of today gives each consumer. */

import { RangeSet } from "../../base/range.js";
import type { LayoutConsumer } from "../../layout/engine/model.js";
import { needOf } from "../../layout/engine/waste.js";
import type { Consumer } from "../../system/model.js";
import type { RuleInput } from "../engine/model.js";

export const asWrittenFigures = ({ families }: RuleInput): readonly LayoutConsumer[] =>
  families.flatMap(({ layouts }) => layouts.find((layout) => layout.id === "as-written")?.consumers ?? []);

/** What it must be kept from by its plan and could be handed; empty without a plan's need. */
export function unmetNeed(consumer: Consumer): RangeSet {
  if (consumer.need?.from !== "plan") return RangeSet.empty;
  return (needOf(consumer) ?? RangeSet.empty).intersect(RangeSet.of(consumer.usable.ranges));
}

/** The part of a plan's need that ends where reach ends. */
export function needAtTop(consumer: Consumer): RangeSet {
  const last = consumer.need?.from === "plan" ? needOf(consumer)?.ranges.at(-1) : undefined;
  return last !== undefined && last.end === consumer.reach.end ? RangeSet.of([last]) : RangeSet.empty;
}
