/** The IOMMU that a fault's message, or a command line, speaks of. */
import { driverOf } from "../iommu/drivers.js";
import { platformDeviceName } from "../of/device-name.js";
import type { System } from "../system/model.js";
import { type DtNode, descendants, pathOf } from "../tree/tree.js";

export interface IommuChoice {
  /** `address`: another name at the same address, as vendors' kernels have; `only`: the only one that prints so. */
  readonly by: "name" | "address" | "only" | "nothing";
  /** Those it can be; one, if `by` is not `nothing`. */
  readonly nodes: readonly DtNode[];
}

/** Every node that others can name in `iommus`. */
const iommuNodes = (system: System): readonly DtNode[] =>
  [...descendants(system.tree.root)].filter((node) => node.properties.has("#iommu-cells"));

/**
 * @param name as Linux prints it, or a path, a label, a node's name; null if nothing was said
 * @param drivers ids of the drivers whose message it is; empty: any
 */
export function chooseIommu(system: System, name: string | null, drivers: readonly string[]): IommuChoice {
  const nodes = iommuNodes(system);
  if (name !== null) {
    const named = nodes.find((node) => answersTo(system, node, name));
    if (named !== undefined) return { by: "name", nodes: [named] };
    // The bank of an IOMMU is a device of its own with qcom_iommu.
    const around = nodes.find((node) =>
      node.children.some((child) => platformDeviceName(child, system.options.kernel) === name),
    );
    if (around !== undefined) return { by: "name", nodes: [around] };
    const address = addressIn(name);
    const there =
      address === null
        ? []
        : nodes.filter((node) => addressIn(platformDeviceName(node, system.options.kernel)) === address);
    const [only, second] = there;
    if (only !== undefined && second === undefined) return { by: "address", nodes: [only] };
  }
  const { kernel } = system.options;
  const able = nodes.filter((node) => drivers.length === 0 || drivers.includes(driverOf(node, kernel).driver.id));
  return able.length === 1 ? { by: "only", nodes: able } : { by: "nothing", nodes: able };
}

function answersTo({ tree, options }: System, node: DtNode, name: string): boolean {
  if (platformDeviceName(node, options.kernel) === name || node.name === name || pathOf(node) === name) return true;
  return tree.labels.get(name.replace(/^&/, "")) === node;
}

/** `15000000` of `15000000.iommu`. */
const addressIn = (name: string): string | null => /^([0-9a-f]+)\./i.exec(name)?.[1]?.toLowerCase() ?? null;
