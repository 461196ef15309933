/** What a `&label`, `&{/path}` or `&{label/path}` in a value refers to. */
import { childNamed, type DeviceTree, type DtNode } from "./tree.js";

/** @param text the reference as written, without `&` (a marker's text) */
export function nodeByReference(tree: DeviceTree, text: string): DtNode | null {
  if (!text.startsWith("{")) return tree.labels.get(text) ?? null;
  const path = text.slice(1, -1);
  const [first = "", ...names] = path.split("/");
  let node: DtNode | null = first === "" ? tree.root : (tree.labels.get(first) ?? null);
  for (const name of names) {
    if (node === null || name === "") continue;
    node = childNamed(node, name);
  }
  return node;
}
