/** Two analyses of a board in, what the difference does out. */
import { consumerChanges } from "./consumers.js";
import { findingChanges } from "./findings.js";
import { lookupOf } from "./group-order.js";
import { layoutChanges } from "./layouts.js";
import type { Change, DiffSide } from "./model.js";

/**
 * Consumers are matched by id, groups by their members, findings by fingerprint: renumbered phandles, moved nodes and
 * other spellings of the same ranges are no change. Swapping the sides gives the same changes, mirrored.
 */
export function compareSides(before: DiffSide, after: DiffSide): readonly Change[] {
  const [old, now] = [lookupOf(before.system), lookupOf(after.system)];
  return [
    ...consumerChanges(old, now),
    ...layoutChanges(before.families, after.families, old, now),
    ...findingChanges(before, after),
  ];
}
