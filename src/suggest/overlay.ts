/** A change as an overlay (`.dtso`) for a base with symbols. */
import { type DtNode, pathOf } from "../tree/tree.js";
import { referenceTo, type TreeChange } from "./change.js";
import { inBraces, linesOfBody, linesOfProperty } from "./text.js";

/** @returns the text, or why an overlay cannot say it */
export function overlayText(change: TreeChange): { readonly text: string } | { readonly reason: string } {
  const gone = [...change.nodes].flatMap(([node, { drop }]) =>
    [...drop].map((name) => `${name} of ${referenceTo(node)}`),
  );
  const all = [...gone, ...[...change.deleted].map((node) => `the node ${referenceTo(node)}`)];
  if (all.length > 0) return { reason: `an overlay cannot remove anything, and ${all.join(", ")} must be removed` };
  const unnamed = [...change.byPath].map(pathOf);
  if (unnamed.length > 0) return { reason: `an overlay refers to nodes by label, and ${unnamed.join(", ")} has none` };
  const blocks = [...change.nodes].map(([node, { set, add }]) => {
    const lines = [...set.values()].flatMap((property) => [...linesOfProperty(property)]);
    return inBraces(targetOf(node), linesOfBody(lines, add)).join("\n");
  });
  return { text: `/dts-v1/;\n/plugin/;\n\n${blocks.join("\n\n")}\n` };
}

const targetOf = (node: DtNode): string => (node.parent === null ? "&{/}" : referenceTo(node));
