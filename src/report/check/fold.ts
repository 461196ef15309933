/** A finding in a file that boards share is one finding, however many boards it is true of. */
import { compareGravity } from "../../base/diagnostic.js";
import { compareText } from "../../base/order.js";
import type { Board, FindingView, FoldedFinding } from "../schema.js";

/**
 * One rule, place and message are one finding. Gravest first over all boards, then what concerns most of them, then by
 * place: the order of the boards decides nothing but the order in which they are named.
 */
export function foldedFindings(boards: readonly Pick<Board, "input" | "findings">[]): FoldedFinding[] {
  const folded = new Map<string, FoldedFinding>();
  for (const { input, findings } of boards) {
    for (const finding of findings) {
      const key = keyOf(finding);
      const known = folded.get(key);
      if (known === undefined) folded.set(key, { ...finding, boards: [input] });
      else if (known.boards.at(-1) !== input) known.boards.push(input);
    }
  }
  const all = [...folded.values()];
  return all.sort(
    (a, b) =>
      compareGravity(a.severity, b.severity) ||
      b.boards.length - a.boards.length ||
      compareText(a.location.file, b.location.file) ||
      (a.location.line ?? 0) - (b.location.line ?? 0) ||
      (a.location.column ?? 0) - (b.location.column ?? 0) ||
      compareText(keyOf(a), keyOf(b)),
  );
}

/** In a blob the place is a node and a property of it. */
function keyOf({ rule, severity, message, location }: FindingView): string {
  const { file, line, column } = location;
  const place = line === null ? [location.node, location.property] : [line, column];
  return [rule, severity, file, ...place, message].join("\0");
}
