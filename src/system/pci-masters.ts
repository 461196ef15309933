/** The PCI functions behind a host bridge's `iommu-map`: nodes, what the plan names, and one for all others. */

import type { Diagnostic } from "../base/diagnostic.js";
import type { Placed } from "../base/source.js";
import { type IommuMap, type IommuMapEntry, idsMapped, mapId, mapProblem } from "../iommu/iommu-map.js";
import { type Attachment, attachmentOf, noAttachment, type Specifier } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import { isPciBus } from "../of/bus.js";
import { formatRequesterId, parseRequesterId, type RequesterId, requesterId } from "../of/pci.js";
import { unavailableAt } from "../of/status.js";
import type { PlannedDevice, PlannedPci } from "../plan/model.js";
import { type DeviceTree, type DtNode, descendants, locationOfByte, locationOfNode, pathOf } from "../tree/tree.js";
import { type MapReadings, mapReadings } from "./map-readings.js";
import type { Master } from "./master.js";
import type { Coverage } from "./model.js";
import type { ResolvedPlan } from "./plan-lookup.js";
import { isUnfilled, UNFILLED_REASON } from "./runtime-children.js";

export interface PciMasters {
  readonly masters: readonly Master[];
  readonly skipped: Coverage["skipped"];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Functions in the order of their requester ids, in which Linux probes them; the one for all others comes last.
 * Functions that the plan names are made also where no `iommu-map` leads them to an IOMMU.
 */
export function pciMasters(tree: DeviceTree, bridge: DtNode, plan: ResolvedPlan, kernel: Kernel): PciMasters {
  const found = functionsOf(bridge, plan);
  const readings = mapReadings(tree, bridge, kernel);
  const planned = plan.pci.get(bridge) ?? null;
  const context: Context = { tree, bridge, readings, planned, plan, kernel };
  const skipped = [...found.skipped];
  if (readings !== null && isUnfilled(readings.here)) skipped.push({ path: pathOf(bridge), reason: UNFILLED_REASON });
  const masters: Master[] = [];
  for (const [rid, { node, isPlanned }] of [...found.functions].sort(([a], [b]) => a - b)) {
    const attachment = functionAttachment(context, readings?.here ?? null, rid, kernel);
    if (attachment.problem?.kind !== "no-match" || isPlanned) {
      masters.push(functionMaster(context, rid, node, attachment));
    } else if (readings !== null || bridge.properties.has("iommus")) {
      const path = node === null ? `${pathOf(bridge)}!${formatRequesterId(rid)}` : pathOf(node);
      skipped.push({ path, reason: attachment.problem.text });
    }
  }
  if (planned === null && readings !== null) masters.push(...remainingFunctions(context, readings, found.functions));
  return { masters, skipped, diagnostics: found.diagnostics };
}

interface Context {
  readonly tree: DeviceTree;
  readonly bridge: DtNode;
  readonly readings: MapReadings | null;
  readonly planned: PlannedPci | null;
  readonly plan: ResolvedPlan;
  readonly kernel: Kernel;
}

interface FoundFunction {
  readonly node: DtNode | null;
  /** The plan names it, by its node or its address. */
  readonly isPlanned: boolean;
}

interface FoundFunctions {
  readonly functions: ReadonlyMap<RequesterId, FoundFunction>;
  readonly skipped: Coverage["skipped"];
  readonly diagnostics: readonly Diagnostic[];
}

/** Functions with a node, and those that the plan names. */
function functionsOf(bridge: DtNode, plan: ResolvedPlan): FoundFunctions {
  const listed = plan.pci.get(bridge)?.functions ?? null;
  const byAddress = plan.functions.get(bridge) ?? new Map<RequesterId, PlannedDevice>();
  const functions = new Map<RequesterId, FoundFunction>();
  const skipped: { path: string; reason: string }[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const node of functionNodes(bridge)) {
    const rid = requesterId(node);
    if (unavailableAt(node) !== null) skipped.push({ path: pathOf(node), reason: "disabled" });
    else if (rid !== null && !functions.has(rid)) functions.set(rid, { node, isPlanned: plan.devices.has(node) });
  }
  const add = (rid: RequesterId) => functions.set(rid, { node: functions.get(rid)?.node ?? null, isPlanned: true });
  for (const { value, location } of listed ?? []) {
    const rid = parseRequesterId(value);
    if (rid === null) diagnostics.push(badFunction(value, location));
    else add(rid);
  }
  for (const [rid, { node: name, children }] of byAddress) {
    if (listed !== null && !functions.has(rid)) diagnostics.push(strangeFunction(name));
    else add(rid);
    if (children.length > 0) diagnostics.push(noChildren(name));
  }
  for (const { node } of functions.values()) {
    const planned = node === null ? undefined : plan.devices.get(node);
    if (planned !== undefined && planned.children.length > 0) diagnostics.push(noChildren(planned.node));
  }
  return { functions, skipped, diagnostics };
}

/** Nodes with a `reg` whose parent is the bridge or a PCI bridge below it. */
const functionNodes = (bridge: DtNode): readonly DtNode[] =>
  [...descendants(bridge)].filter(
    (node) => node !== bridge && node.parent !== null && isPciBus(node.parent) && requesterId(node) !== null,
  );

const badFunction = (value: string, location: Diagnostic["location"]): Diagnostic => ({
  severity: "error",
  code: "plan-bad-function",
  message: `'${value}' is not a PCI function: write bus, device and function, as in 00:1f.3`,
  location,
});

const strangeFunction = ({ value, location }: Placed<string>): Diagnostic => ({
  severity: "error",
  code: "plan-unknown-function",
  message: `'${value}' is not one of the functions that the plan lists for its bridge`,
  location,
});

const noChildren = ({ value, location }: Placed<string>): Diagnostic => ({
  severity: "error",
  code: "plan-function-children",
  message: `'${value}' is a PCI function: children of a function are not modelled`,
  location,
});

function functionMaster(context: Context, rid: RequesterId, node: DtNode | null, attachment: Attachment): Master {
  const { tree, bridge, readings, planned, plan } = context;
  const path = node === null ? pathOf(bridge) : pathOf(node);
  return {
    id: node === null ? `${path}!${formatRequesterId(rid)}` : path,
    path,
    name: null,
    kind: "pci-function",
    node,
    configNode: bridge,
    pci: { bridge, rid, groupKey: groupKey(bridge, planned, rid) },
    attachment,
    otherReleases:
      readings?.elsewhere(attachment, (map, kernel) => functionAttachment(context, map, rid, kernel)) ?? [],
    sharesWith: null,
    inheritedFrom: null,
    isAggregate: false,
    planned: plan.functions.get(bridge)?.get(rid) ?? (node === null ? null : (plan.devices.get(node) ?? null)),
    assumes: planned === null ? ["isolated-function"] : [],
    location: locationOfNode(tree, node ?? bridge),
  };
}

/** Own requester id first, then aliases, each looked up (of_pci_iommu_init, 6.12). */
function functionAttachment(context: Context, map: IommuMap | null, rid: RequesterId, kernel: Kernel): Attachment {
  const { tree, bridge, planned } = context;
  if (map === null) {
    const text = `its host bridge ${pathOf(bridge)} has no iommu-map`;
    const own = bridge.properties.has("iommus") ? "; the iommus there are for the bridge's own DMA" : "";
    return noAttachment("no-match", `${text}${own}`, locationOfNode(tree, bridge));
  }
  const text = formatRequesterId(rid);
  const aliases = (planned?.aliases ?? [])
    .filter((alias) => parseRequesterId(alias.from.value) === rid)
    .flatMap((alias) => parseRequesterId(alias.to.value) ?? []);
  const specifiers: Specifier[] = [];
  for (const id of [rid, ...aliases]) {
    const result = mapId(tree, map, id);
    if (result.kind === "error") return noAttachment("bad-specifier", result.text, null);
    if (result.kind === "match") specifiers.push(result.specifier);
  }
  if (specifiers.length > 0) return attachmentOf(specifiers, kernel);
  return noAttachment("no-match", `no iommu-map entry has its requester id 0x${rid.toString(16)} (${text})`, null);
}

/** Functions that the plan groups, or that alias one another, share; others are taken to be isolated. */
function groupKey(bridge: DtNode, planned: PlannedPci | null, rid: RequesterId): string {
  let first = rid;
  const sets = [
    ...(planned?.groups ?? []).map((group) => group.map((member) => parseRequesterId(member.value))),
    ...(planned?.aliases ?? []).map(({ from, to }) => [parseRequesterId(from.value), parseRequesterId(to.value)]),
  ];
  // Sets that have a member in common are one; there are few, so going through them until nothing changes will do.
  const members = new Set([rid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const set of sets) {
      if (!set.some((member) => member !== null && members.has(member))) continue;
      for (const member of set) {
        if (member === null || members.has(member)) continue;
        members.add(member);
        first = Math.min(first, member);
        grew = true;
      }
    }
  }
  return `${pathOf(bridge)} ${first}`;
}

/** `path!*`: whatever is found on the bus and has no node. None if every id that is mapped belongs to a node. */
function remainingFunctions(
  { tree, bridge, kernel }: Context,
  { here, clearer, elsewhere }: MapReadings,
  functions: ReadonlyMap<RequesterId, unknown>,
): readonly Master[] {
  const path = pathOf(bridge);
  const location = locationOfByte(tree, bridge, clearer.property, 0);
  const isFree = (entry: IommuMapEntry) => entry.length > 1 || (entry.length > 0 && !functions.has(entry.idBase));
  if (clearer.end === null && !clearer.entries.some(isFree)) return [];
  const attach = (map: IommuMap, at: Kernel) => remainingAttachment(tree, map, map.entries.filter(isFree), at);
  const attachment = attach(here, kernel);
  const streams = attach(clearer, kernel).streams.reduce((sum, { count }) => sum + count, 0);
  return [
    {
      id: `${path}!*`,
      path,
      name: null,
      kind: "pci-function",
      node: null,
      configNode: bridge,
      pci: { bridge, rid: null, groupKey: `${path} *` },
      attachment,
      otherReleases: elsewhere(attachment, attach),
      sharesWith: null,
      inheritedFrom: null,
      // With one stream for all, whoever else sends on it meets this one.
      isAggregate: streams !== 1,
      planned: null,
      assumes: streams === 1 ? [] : ["isolated-function"],
      location,
    },
  ];
}

/** All streams of the entries that Linux can read. */
function remainingAttachment(
  tree: DeviceTree,
  map: IommuMap,
  entries: readonly IommuMapEntry[],
  kernel: Kernel,
): Attachment {
  const location = (offset: number) => locationOfByte(tree, map.node, map.property, offset);
  const specifiers = entries.flatMap((entry): readonly Specifier[] => {
    const { iommu, args, offset, problem } = entry;
    return iommu === null || problem !== null
      ? []
      : [{ iommu, args, count: idsMapped(map, entry), location: location(offset) }];
  });
  if (specifiers.length > 0) return attachmentOf(specifiers, kernel);
  return noAttachment("bad-specifier", mapProblem(map)?.text ?? "its iommu-map names no node", location(0));
}
