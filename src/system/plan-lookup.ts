/** What a plan says about nodes of a tree: paths and labels resolved once, and complaints about those that miss. */

import type { Diagnostic } from "../base/diagnostic.js";
import type { Placed } from "../base/source.js";
import type { IommuFacts } from "../iommu/facts.js";
import { isHostBridge, type RequesterId } from "../of/pci.js";
import type { Plan, PlannedDevice, PlannedPci } from "../plan/model.js";
import type { DeviceTree, DtNode } from "../tree/tree.js";
import { statedIommus } from "./plan-iommus.js";
import { asId, functionNamed, nodeNamed, unknownNode } from "./plan-names.js";

export interface ResolvedPlan {
  readonly plan: Plan | null;
  readonly devices: ReadonlyMap<DtNode, PlannedDevice>;
  readonly pci: ReadonlyMap<DtNode, PlannedPci>;
  /** Per host bridge: functions that the plan names by their address. */
  readonly functions: ReadonlyMap<DtNode, ReadonlyMap<RequesterId, PlannedDevice>>;
  /** Per IOMMU: ids of the members that initialise their groups' domains. */
  readonly first: ReadonlyMap<DtNode, readonly Placed<string>[]>;
  readonly iommus: ReadonlyMap<DtNode, IommuFacts>;
  readonly diagnostics: readonly Diagnostic[];
}

export function resolvePlan(tree: DeviceTree, plan: Plan | null): ResolvedPlan {
  const resolver = new Resolver(tree);
  for (const device of plan?.devices ?? []) resolver.device(device);
  for (const entry of plan?.pci ?? []) resolver.bridge(entry);
  const { facts: iommus, diagnostics } = statedIommus(tree, plan);
  const { devices, pci, functions, first } = resolver;
  return { plan, devices, pci, functions, first, iommus, diagnostics: [...resolver.diagnostics, ...diagnostics] };
}

class Resolver {
  readonly devices = new Map<DtNode, PlannedDevice>();
  readonly pci = new Map<DtNode, PlannedPci>();
  readonly functions = new Map<DtNode, Map<RequesterId, PlannedDevice>>();
  readonly first = new Map<DtNode, readonly Placed<string>[]>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly tree: DeviceTree) {}

  device(device: PlannedDevice): void {
    const named = functionNamed(device.node.value);
    if (named !== null) {
      this.function(device, named.bridge, named.rid);
      return;
    }
    const node = nodeNamed(this.tree, device.node.value);
    if (node === null) this.diagnostics.push(unknownNode(this.tree, device.node));
    else if (this.devices.has(node)) this.sayTwice(device.node);
    else {
      this.devices.set(node, device);
      const first = device.first.map((placed) => asId(this.tree, placed));
      if (first.length > 0) this.first.set(node, first);
    }
  }

  bridge(entry: PlannedPci): void {
    const bridge = this.hostBridge(entry.bridge, entry.bridge.value);
    if (bridge === null) return;
    if (this.pci.has(bridge)) this.sayTwice(entry.bridge);
    else this.pci.set(bridge, entry);
  }

  private function(device: PlannedDevice, bridgeName: string, rid: RequesterId): void {
    const bridge = this.hostBridge(device.node, bridgeName);
    if (bridge === null) return;
    const known = this.functions.get(bridge) ?? new Map<RequesterId, PlannedDevice>();
    this.functions.set(bridge, known);
    if (known.has(rid)) this.sayTwice(device.node);
    else known.set(rid, device);
  }

  private hostBridge(placed: Placed<string>, name: string): DtNode | null {
    const node = nodeNamed(this.tree, name);
    if (node !== null && isHostBridge(node)) return node;
    if (node === null) this.diagnostics.push(unknownNode(this.tree, { ...placed, value: name }));
    else this.complain("plan-no-bridge", `'${name}' is not a PCI host bridge`, placed);
    return null;
  }

  private sayTwice(placed: Placed<string>): void {
    this.complain("plan-duplicate", `'${placed.value}' is planned twice, under two names`, placed);
  }

  private complain(code: string, message: string, { location }: Placed<string>): void {
    this.diagnostics.push({ severity: "error", code, message, location });
  }
}
