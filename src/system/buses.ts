/** Nodes that only join others together: they make no family. */
import { isPciBus } from "../of/bus.js";
import { baseName, type DtNode } from "../tree/tree.js";
import { textList } from "../tree/value.js";

/**
 * What Linux's device trees put between the root and devices. `simple-mfd` is none of them: that is one device with
 * parts. A `*` stands for any text.
 */
const BUS_COMPATIBLE = [
  "simple-bus",
  "simple-pm-bus",
  "isa",
  "arm,amba-bus",
  "arteris,*",
  "fsl,aipi-bus",
  "fsl,aips-bus",
  "fsl,spba-bus",
  "mrvl,apb-bus",
  "mrvl,axi-bus",
  "nvidia,tegra210-aconnect",
  "palmbus",
  "qemu,platform",
  "socionext,uniphier-system-bus",
  "st,stm32-etzpc",
  "st,stm32mp25-rifsc",
  "ti,*-l3-noc",
  "ti,sysc*",
] as const;

/** The root, a node of a bus's kind or name, or one that says nothing of itself but how its children are addressed. */
export function isBus(node: DtNode): boolean {
  if (node.parent === null || isPciBus(node) || baseName(node) === "bus") return true;
  const compatible = textList(node, "compatible");
  if (compatible.length === 0) return node.properties.has("ranges") && !node.properties.has("iommus");
  return compatible.some((name) => BUS_COMPATIBLE.some((pattern) => matches(name, pattern)));
}

function matches(name: string, pattern: string): boolean {
  const [before = "", after] = pattern.split("*");
  return after === undefined ? name === pattern : name.startsWith(before) && name.endsWith(after);
}
