/** Fixes as a report has them, whichever boards and whichever shards they were found on. */
import { by, byPlaceIn } from "../../base/order.js";
import type { FixView } from "../schema.js";

/**
 * Those that change the same are one, of all their boards: of boards whose other ways differ, and of shards.
 *
 * @param inputs all boards of the run, in their order
 */
export function unitedFixes(all: readonly FixView[], inputs: readonly string[]): FixView[] {
  const byPlace = byPlaceIn(inputs);
  const united = new Map<string, FixView>();
  for (const fix of all) {
    const key = JSON.stringify([fix.rule, fix.fingerprint, fix.edits]);
    const boards = [...(united.get(key)?.boards ?? []), ...fix.boards];
    united.set(key, { ...fix, boards: boards.sort(byPlace((board) => board)) });
  }
  return [...united.values()]
    .sort(byPlace(({ boards }) => boards[0]))
    .sort(by(({ rule, fingerprint, edits }) => [edits[0]?.file ?? "", rule, fingerprint].join("\0")));
}
