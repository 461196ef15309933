/** Two analyses of a board in, what the difference does out. */
import { consumerChanges } from "./consumers.js";
import { findingChanges } from "./findings.js";
import { layoutChanges } from "./layouts.js";
import type { Change, DiffSide } from "./model.js";

/**
 * Consumers are matched by id, domains by their members, findings by fingerprint: renumbered phandles, moved nodes and
 * other spellings of the same ranges are no change. Swapping the sides gives the same changes, mirrored.
 */
export function compareSides(before: DiffSide, after: DiffSide): readonly Change[] {
  return [
    ...consumerChanges(before.system.consumerById, after.system.consumerById),
    ...layoutChanges(before.families, after.families),
    ...findingChanges(before, after),
  ];
}
