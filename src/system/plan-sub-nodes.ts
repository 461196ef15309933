/**
 * A plan's child whose name is that of a sub-node with `iommus` is that node: one plan serves trees that write the
 * children down and trees that leave them to the driver.
 */
import { isAvailable } from "../of/status.js";
import type { Plan, PlannedChild, PlannedDevice } from "../plan/model.js";
import { baseName, type DeviceTree, type DtNode, pathOf } from "../tree/tree.js";
import { nodeNamed } from "./plan-names.js";

/** @returns the plan with such children as devices of their own; of one that has an entry already, that counts */
export function withSubNodes(tree: DeviceTree, plan: Plan): Plan {
  const devices = plan.devices.map((device) => splitChildren(tree, device));
  const added = devices.flatMap(({ subNodes }) => subNodes);
  if (added.length === 0) return plan;
  const named = new Set(plan.devices.map(({ node }) => nodeNamed(tree, node.value)));
  const own = added.filter(({ node }) => !named.has(node)).map(({ node, child }) => asDevice(node, child));
  return { ...plan, devices: [...devices.map(({ device }) => device), ...own] };
}

interface SubNode {
  readonly node: DtNode;
  readonly child: PlannedChild;
}

function splitChildren(
  tree: DeviceTree,
  device: PlannedDevice,
): { readonly device: PlannedDevice; readonly subNodes: readonly SubNode[] } {
  const parent = device.children.length === 0 ? null : nodeNamed(tree, device.node.value);
  const masters = parent?.children.filter((sub) => sub.properties.has("iommus") && isAvailable(sub)) ?? [];
  const subNodes = device.children.flatMap((child) => {
    const node = masters.find((sub) => baseName(sub) === child.name);
    return node === undefined ? [] : [{ node, child }];
  });
  const children = device.children.filter((child) => !subNodes.some((one) => one.child === child));
  return { device: { ...device, children }, subNodes };
}

const asDevice = (node: DtNode, child: PlannedChild): PlannedDevice => ({
  reserve: child.reserve,
  usable: child.usable,
  runtime: child.runtime,
  dmaMaskBits: child.dmaMaskBits,
  dmaLimit: child.dmaLimit,
  expect: child.expect,
  workload: child.workload,
  node: { value: pathOf(node), location: child.location },
  dma: null,
  children: [],
  first: [],
  location: child.location,
});
