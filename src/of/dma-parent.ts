/** The bus that a device's DMA goes to, which need not be the bus that its registers sit on. */
import type { DeviceTree, DtNode } from "../tree/tree.js";
import { textList } from "../tree/value.js";
import { phandleList } from "./phandle-list.js";

/**
 * The target of the `interconnects` entry named `dma-mem`, else the parent in the tree (__of_get_dma_parent, 6.1 and
 * 6.12). Null for the root.
 */
export function dmaParent(tree: DeviceTree, node: DtNode): DtNode | null {
  return interconnectParent(tree, node) ?? node.parent;
}

function interconnectParent(tree: DeviceTree, node: DtNode): DtNode | null {
  const index = textList(node, "interconnect-names").indexOf("dma-mem");
  const interconnects = node.properties.get("interconnects");
  if (index < 0 || interconnects === undefined) return null;
  return phandleList(tree, interconnects, "#interconnect-cells").entries[index]?.target ?? null;
}

/** Longer chains than any real board's: a loop of `dma-mem` references ends here. */
const LONGEST_CHAIN = 64;

/** The buses from the device's DMA parent upwards, ending with the first that has no DMA parent of its own. */
export function dmaBuses(tree: DeviceTree, device: DtNode): readonly DtNode[] {
  const buses: DtNode[] = [];
  let bus = dmaParent(tree, device);
  while (bus !== null && buses.length < LONGEST_CHAIN) {
    buses.push(bus);
    bus = dmaParent(tree, bus);
  }
  return buses;
}
