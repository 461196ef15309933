/** Every DMA master that a tree and a plan name, in document order, and what was passed over. */

import type { Diagnostic } from "../base/diagnostic.js";
import { mapProblem } from "../iommu/iommu-map.js";
import { otherReleases } from "../iommu/other-release.js";
import { noAttachment, ownAttachment } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import { isPciBus } from "../of/bus.js";
import { isHostBridge } from "../of/pci.js";
import { isAvailable } from "../of/status.js";
import type { PlannedDevice } from "../plan/model.js";
import { type DeviceTree, type DtNode, locationOfNode, nodesOf, pathOf } from "../tree/tree.js";
import { isBus } from "./buses.js";
import { mapReadings } from "./map-readings.js";
import type { Master } from "./master.js";
import type { Coverage } from "./model.js";
import { pciMasters } from "./pci-masters.js";
import type { ResolvedPlan } from "./plan-lookup.js";
import { isUnfilled, mappedChildren, plannedChildren, UNFILLED_REASON } from "./runtime-children.js";

export interface Masters {
  readonly masters: readonly Master[];
  readonly skipped: Coverage["skipped"];
  readonly diagnostics: readonly Diagnostic[];
}

export function collectMasters(tree: DeviceTree, plan: ResolvedPlan, kernel: Kernel): Masters {
  const masters: Master[] = [];
  const skipped: { path: string; reason: string }[] = [];
  const diagnostics: Diagnostic[] = [];
  const unavailable = new Map<DtNode, DtNode>();
  const faulted = new Set<DtNode>();
  for (const node of nodesOf(tree)) {
    const off = isAvailable(node) ? (node.parent === null ? undefined : unavailable.get(node.parent)) : node;
    if (off !== undefined) {
      unavailable.set(node, off);
      const onPciBus = node.parent !== null && isPciBus(node.parent);
      if (node.properties.has("iommus") || node.properties.has("iommu-map")) {
        if (!onPciBus) skipped.push({ path: pathOf(node), reason: offReason(node, off) });
      }
      continue;
    }
    if (node.properties.size === 0) continue;
    const made = mastersOf(tree, node, plan, kernel);
    masters.push(...made.masters);
    skipped.push(...made.skipped);
    diagnostics.push(...made.diagnostics);
    if (made.diagnostics.length > 0) faulted.add(node);
  }
  diagnostics.push(...missingFromBoard(plan, masters, unavailable, faulted));
  return { masters, skipped, diagnostics };
}

const offReason = (node: DtNode, off: DtNode): string =>
  off === node ? "disabled" : `below ${pathOf(off)}, which is disabled`;

/** The node itself, then what is made of it. */
function mastersOf(tree: DeviceTree, node: DtNode, plan: ResolvedPlan, kernel: Kernel): Masters {
  // A function on a PCI bus gets its IOMMU from the host bridge's iommu-map, whatever it says itself.
  if (node.parent !== null && isPciBus(node.parent)) return nothing;
  const planned = plan.devices.get(node) ?? null;
  const hasIommus = node.properties.has("iommus");
  const isMaster = planned?.dma ?? hasIommus;
  const own = isMaster ? [nodeMaster(tree, node, planned, kernel)] : [];
  if (isHostBridge(node)) {
    const behind = pciMasters(tree, node, plan, kernel);
    return { ...behind, masters: [...own, ...behind.masters] };
  }
  const children = planned?.children ?? [];
  if (children.length === 0) {
    const readings = mapReadings(tree, node, kernel);
    if (readings === null) return { ...nothing, masters: own };
    const masters = mappedChildren(tree, readings, kernel);
    const { here } = readings;
    const reason = isUnfilled(here) ? UNFILLED_REASON : masters.length === 0 ? (mapProblem(here)?.text ?? null) : null;
    const skipped = reason === null ? [] : [{ path: pathOf(node), reason }];
    return { ...nothing, masters: [...own, ...masters], skipped };
  }
  const made = plannedChildren(tree, node, children, isMaster, kernel);
  return { masters: [...own, ...made.masters], skipped: [], diagnostics: made.diagnostics };
}

const nothing: Masters = { masters: [], skipped: [], diagnostics: [] };

function nodeMaster(tree: DeviceTree, node: DtNode, planned: PlannedDevice | null, kernel: Kernel): Master {
  const path = pathOf(node);
  const attachment = node.properties.has("iommus")
    ? ownAttachment(tree, node, kernel)
    : noAttachment("no-iommus", "it has no iommus property", null);
  return {
    id: path,
    path,
    name: null,
    kind: node.parent === null || isBus(node.parent) ? "node" : "child-node",
    node,
    configNode: node,
    pci: null,
    attachment,
    // How many DARTs a device may be behind is what releases differ in.
    otherReleases:
      attachment.driver.mostInstances === null
        ? []
        : otherReleases(kernel, "takesThreeDarts", attachment, (other) => ownAttachment(tree, node, other)),
    sharesWith: null,
    inheritedFrom: null,
    isAggregate: false,
    planned,
    assumes: [],
    location: locationOfNode(tree, node),
  };
}

/**
 * A device that the plan gives needs or children, and that is no consumer on this board.
 *
 * @param faulted nodes about which something was said already
 */
function missingFromBoard(
  plan: ResolvedPlan,
  masters: readonly Master[],
  unavailable: ReadonlyMap<DtNode, DtNode>,
  faulted: ReadonlySet<DtNode>,
): readonly Diagnostic[] {
  const found = new Set(masters.map((master) => master.path));
  const missing = [...plan.devices].flatMap(([node, device]): readonly Diagnostic[] => {
    if (found.has(pathOf(node)) || faulted.has(node) || !asksForConsumer(device)) return [];
    const off = unavailable.get(node);
    return [
      off === undefined
        ? noConsumer("plan-no-consumer", device, "has no iommus, iommu-map or children")
        : noConsumer("plan-consumer-off", device, `is ${offReason(node, off)}`),
    ];
  });
  // A function is made wherever its bridge is.
  const withoutBridge = [...plan.functions].flatMap(([bridge, functions]) => {
    const off = unavailable.get(bridge);
    return off === undefined
      ? []
      : [...functions.values()].map((device) =>
          noConsumer("plan-consumer-off", device, `is below ${pathOf(off)}, which is disabled`),
        );
  });
  return [...missing, ...withoutBridge];
}

const noConsumer = (code: string, { node }: PlannedDevice, why: string): Diagnostic => ({
  severity: "error",
  code,
  message: `'${node.value}' ${why}: the board has no such consumer`,
  location: node.location,
});

const asksForConsumer = (device: PlannedDevice): boolean =>
  device.reserve !== null ||
  device.usable !== null ||
  device.runtime.length > 0 ||
  device.dmaMaskBits !== null ||
  device.expect !== null ||
  device.children.length > 0;
