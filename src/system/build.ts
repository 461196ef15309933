/** From a device tree and a plan to everything that is known of a board's IOVA space. */
import type { Diagnostic } from "../base/diagnostic.js";
import { defaultKernel, withSeries } from "../kernel/kernel.js";
import { IommuAddresses } from "../of/iommu-addresses.js";
import type { Plan } from "../plan/model.js";
import type { DeviceTree } from "../tree/tree.js";
import { consumersOf, directMapsOf, domainOf, groupOf, initMessages, type Relations } from "./assemble.js";
import { boardAssumptions } from "./assumptions.js";
import { attachMasters } from "./attach.js";
import { collectMasters } from "./consumers.js";
import type { Device } from "./device.js";
import { domainUsers } from "./domain-users.js";
import { DomainFiller } from "./domains.js";
import { type FamilyHead, families, familyHeads, parentId } from "./families.js";
import { hasIommuRanges } from "./iommu-ranges.js";
import { memoryTable } from "./memory-table.js";
import type { Consumer, DirectMap, Domain, Group, KernelMessage, System, SystemOptions, Usable } from "./model.js";
import { withStatedFacts } from "./plan-iommus.js";
import { type ResolvedPlan, resolvePlan } from "./plan-lookup.js";
import { probeMessages } from "./probe-messages.js";

export const defaultSystemOptions: SystemOptions = {
  kernel: defaultKernel,
  iommuMode: "strict",
  granule: null,
  dmaMaskBits: null,
  dmaLimit: null,
};

export interface BuiltSystem {
  readonly system: System;
  /** Errors of the plan: what it names and the board lacks. */
  readonly diagnostics: readonly Diagnostic[];
}

export function buildSystem(tree: DeviceTree, plan: Plan | null, options: SystemOptions): BuiltSystem {
  const resolved = resolvePlan(tree, plan);
  const collected = collectMasters(tree, resolved, options.kernel);
  const { skipped, diagnostics } = collected;
  const masters = withStatedFacts(collected.masters, resolved.iommus);
  const iommuAddresses = new IommuAddresses(tree);
  const devices = attachMasters(tree, iommuAddresses, masters, resolved, options);
  const heads = familyHeads(masters);
  const headOf = (device: Device): FamilyHead | null => heads.get(device.master) ?? null;
  const relations = {
    parentOf: (device: Device) => parentId(device.master, headOf(device)),
    promised: usableAsPosted(devices, tree, plan, options),
  };
  const { domains, groups, consumers, directMaps, initialised } = fillDomains(devices, relations, resolved, options);
  const headOfFamily = new Map(devices.map((device) => [device.master.id, headOf(device)]));
  const system: System = {
    tree,
    iommuAddresses,
    options,
    consumers,
    consumerById: new Map(consumers.map((consumer) => [consumer.id, consumer])),
    groups,
    domains,
    families: families(consumers, (consumer) => headOfFamily.get(consumer.id) ?? null),
    directMaps,
    messages: [...probeMessages(devices, options), ...initialised],
    reservedMemory: memoryTable(tree, iommuAddresses, options.kernel),
    assumptions: boardAssumptions(devices, consumers, domains, options),
    coverage: { consumers: consumers.length, skipped },
  };
  return { system, diagnostics: [...resolved.diagnostics, ...diagnostics, ...unknownFirst(resolved, consumers)] };
}

/** The same board under the same release with the posted series on top, where somebody would notice. */
function usableAsPosted(
  devices: readonly Device[],
  tree: DeviceTree,
  plan: Plan | null,
  options: SystemOptions,
): ReadonlyMap<string, Usable> {
  const { kernel } = options;
  if (kernel.readsIommuRanges || !devices.some(({ master }) => hasIommuRanges(master.node))) return new Map();
  const posted = { ...options, kernel: withSeries(kernel, [...kernel.series, "iommu-ranges"]) };
  const { system } = buildSystem(tree, plan, posted);
  return new Map(
    system.consumers.filter(({ node }) => hasIommuRanges(node)).map(({ id, usable }) => [id, usable] as const),
  );
}

interface Filled {
  readonly domains: readonly Domain[];
  readonly groups: readonly Group[];
  /** In document order. */
  readonly consumers: readonly Consumer[];
  readonly directMaps: readonly DirectMap[];
  /** What initialising the domains makes Linux say. */
  readonly initialised: readonly KernelMessage[];
}

function fillDomains(
  devices: readonly Device[],
  relations: Relations,
  plan: ResolvedPlan,
  options: SystemOptions,
): Filled {
  const domains: Domain[] = [];
  const groups: Group[] = [];
  const directMaps: DirectMap[] = [];
  const initialised: KernelMessage[] = [];
  const filler = new DomainFiller(options.kernel);
  const byId = new Map<string, Consumer>();
  for (const users of domainUsers(devices, plan, options)) {
    const filled = filler.fill(users);
    const isGroup = users.first.group !== null;
    const domain = domainOf(`d${domains.length}`, isGroup ? `g${groups.length}` : null, users, filled, filler);
    domains.push(domain);
    if (domain.group !== null) groups.push(groupOf(domain.group, domain, users));
    for (const consumer of consumersOf(users, filled, domain, relations, options)) byId.set(consumer.id, consumer);
    directMaps.push(...directMapsOf(users));
    initialised.push(...initMessages(users, filled, options.kernel));
  }
  const consumers = devices.flatMap((device) => byId.get(device.master.id) ?? []);
  return { domains, groups, consumers, directMaps, initialised };
}

function unknownFirst(plan: ResolvedPlan, consumers: readonly Consumer[]): readonly Diagnostic[] {
  const known = new Set(consumers.flatMap((consumer) => [consumer.id, consumer.path]));
  return [...plan.first.values()].flat().flatMap(({ value, location }): readonly Diagnostic[] => {
    if (known.has(value)) return [];
    const message = `the board has no consumer '${value}', so it comes first in no group`;
    return [{ severity: "error", code: "plan-no-consumer", message, location }];
  });
}
