/** Names and numbers as somebody would write them in a source. */
import { type DtNode, pathOf } from "./tree.js";

/** `0x0 0x8000000`: a number as cells. */
export function cellsText(value: bigint, count: number): string {
  const cells: string[] = [];
  for (let i = count - 1; i >= 0; i--) cells.push(`0x${BigInt.asUintN(32, value >> BigInt(32 * i)).toString(16)}`);
  return cells.join(" ");
}

/** How source would name the node: its first label, else its path. */
export const referenceText = (node: DtNode): string => {
  const label = node.labels[0];
  return label === undefined ? `&{${pathOf(node)}}` : `&${label}`;
};
