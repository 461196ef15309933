/** A whole device tree around a root that no source wrote. */
import { childNamed, type DeviceTree, type DtNode } from "../tree/tree.js";
import { strings } from "../tree/value.js";

export function treeOf(root: DtNode, rest: Pick<DeviceTree, "file" | "memoryReservations" | "bootCpu">): DeviceTree {
  return { root, ...rest, isOverlay: isOverlay(root), labels: symbolsOf(root) };
}

/**
 * `__fixups__` lists what another tree must give. `__local_fixups__` alone may be a base's, compiled with `dtc -L`: then
 * it is an overlay only if there is something to merge.
 */
function isOverlay(root: DtNode): boolean {
  if (childNamed(root, "__fixups__") !== null) return true;
  const hasContent = (): boolean => root.children.some((child) => childNamed(child, "__overlay__") !== null);
  return childNamed(root, "__local_fixups__") !== null && hasContent();
}

/** The labels that `dtc -@` left in `__symbols__`: each the node at its path; one that leads nowhere is left out. */
function symbolsOf(root: DtNode): ReadonlyMap<string, DtNode> {
  const labels = new Map<string, DtNode>();
  const symbols = childNamed(root, "__symbols__");
  if (symbols === null) return labels;
  // A folder of many children is searched once per symbol: by name, or a hostile blob takes quadratic time.
  const indexes = new Map<DtNode, ReadonlyMap<string, DtNode>>();
  for (const property of symbols.properties.values()) {
    const [path = ""] = strings(property);
    const node = follow(root, path, indexes);
    if (node !== null) labels.set(property.name, node);
  }
  return labels;
}

function follow(root: DtNode, path: string, indexes: Map<DtNode, ReadonlyMap<string, DtNode>>): DtNode | null {
  if (!path.startsWith("/")) return null;
  let node = root;
  for (const name of path.split("/")) {
    if (name === "") continue;
    let index = indexes.get(node);
    if (index === undefined) {
      index = new Map(node.children.map((child) => [child.name, child]));
      indexes.set(node, index);
    }
    const next = index.get(name);
    if (next === undefined) return null;
    node = next;
  }
  return node;
}
