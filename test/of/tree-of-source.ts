/** Trees for the tests of the of and iommu rooms. */
import { execFileSync } from "node:child_process";
import { readDtb } from "../../src/dtb/read.js";
import { type DeviceTree, type DtNode, nodeAt } from "../../src/tree/tree.js";

export function treeOf(body: string): DeviceTree {
  const blob = execFileSync("dtc", ["-q", "-@", "-I", "dts", "-O", "dtb"], { input: `/dts-v1/; / { ${body} };` });
  const { value, diagnostics } = readDtb(blob, "board.dtb");
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return value;
}

export function node(tree: DeviceTree, path: string): DtNode {
  const found = nodeAt(tree, path);
  if (found === null) throw new Error(`no node ${path}`);
  return found;
}
