/**
 * Need, reserved, waste, shortfall and rounding loss, in one place. All are bytes within the consumer's reach, so page 0
 * counts in none of them; and what the IOMMU's driver or PCI takes in every layout counts in none either.
 *
 *     reserved     = reach - free - base
 *     need         = need of plan or device tree ∩ reach - base
 *     waste        = reserved - need
 *     shortfall    = need - reserved
 *     roundingLoss = waste - what was written, before rounding
 *
 * where `free` is what the allocator's free space leaves to the consumer. So reserved + shortfall = need + waste.
 */

import { RangeSet } from "../../base/range.js";
import type { Bytes } from "../../base/units.js";
import type { Consumer, Usable } from "../../system/model.js";
import type { MemberFill } from "./fill.js";
import type { LayoutConsumer } from "./model.js";

export function measure(
  consumer: Consumer,
  { usable, exact, failure }: Pick<MemberFill, "usable" | "exact" | "failure">,
  base: RangeSet,
): LayoutConsumer {
  const reserved = reservedBy(consumer, usable, base);
  const need = needOf(consumer)?.subtract(base) ?? null;
  const waste = need === null ? null : reserved.subtract(need);
  return {
    consumer,
    need: need?.size ?? null,
    reserved: reserved.size,
    waste: waste?.size ?? null,
    shortfall: need?.subtract(reserved).size ?? null,
    roundingLoss: waste?.subtract(exact).size ?? null,
    usable,
    failure,
  };
}

/** What the layout keeps from the consumer. */
export const reservedBy = ({ reach }: Consumer, usable: Usable, base: RangeSet): RangeSet =>
  RangeSet.of([reach]).subtract(RangeSet.of(usable.ranges)).subtract(base);

/** Within reach; null if unknown. */
export const needOf = ({ need, reach }: Consumer): RangeSet | null => need?.ranges.clip(reach) ?? null;

/** Within reach; nothing where it is unknown. */
export const knownNeed = (consumer: Consumer): RangeSet => needOf(consumer) ?? RangeSet.empty;

export interface Totals {
  readonly waste: Bytes | null;
  readonly shortfall: Bytes | null;
  readonly unknownNeeds: number;
}

/** Sums over the consumers whose need is known. */
export function totals(consumers: readonly LayoutConsumer[]): Totals {
  const known = consumers.filter((c) => c.need !== null);
  const sum = (pick: (c: LayoutConsumer) => bigint | null) =>
    known.length === 0 ? null : known.reduce((total, c) => total + (pick(c) ?? 0n), 0n);
  return {
    waste: sum((c) => c.waste),
    shortfall: sum((c) => c.shortfall),
    unknownNeeds: consumers.length - known.length,
  };
}
