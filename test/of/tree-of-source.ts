/** Trees for the tests of the of and iommu rooms. */
import { type DeviceTree, type DtNode, nodeAt } from "../../src/tree/tree.js";
import { treeOf as treeOfSource } from "../system/boards.js";

export const treeOf = (body: string): DeviceTree => treeOfSource(`/dts-v1/; / { ${body} };`);

export function node(tree: DeviceTree, path: string): DtNode {
  const found = nodeAt(tree, path);
  if (found === null) throw new Error(`no node ${path}`);
  return found;
}
