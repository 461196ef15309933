/** The PCI functions behind a host bridge's `iommu-map`: nodes, what the plan names, and one for all others. */

import type { Diagnostic } from "../base/diagnostic.js";
import { type IommuMap, idsMapped, iommuMap, mapId } from "../iommu/iommu-map.js";
import { type Attachment, attachmentOf, noAttachment, type Specifier } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import { isPciBus } from "../of/bus.js";
import { formatRequesterId, parseRequesterId, type RequesterId, requesterId } from "../of/pci.js";
import { unavailableAt } from "../of/status.js";
import type { PlannedPci } from "../plan/model.js";
import { type DeviceTree, type DtNode, descendants, locationOfByte, locationOfNode, pathOf } from "../tree/tree.js";
import type { Master } from "./master.js";
import type { Coverage } from "./model.js";
import type { ResolvedPlan } from "./plan-lookup.js";
import { isUnfilled, mapAssumptions, UNFILLED_REASON } from "./runtime-children.js";

export interface PciMasters {
  readonly masters: readonly Master[];
  readonly skipped: Coverage["skipped"];
  readonly diagnostics: readonly Diagnostic[];
}

/** Functions in the order of their requester ids, in which Linux probes them; the one for all others comes last. */
export function pciMasters(tree: DeviceTree, bridge: DtNode, plan: ResolvedPlan, kernel: Kernel): PciMasters {
  const map = iommuMap(tree, bridge, kernel);
  if (map === null) return { masters: [], skipped: [], diagnostics: [] };
  const planned = plan.pci.get(bridge) ?? null;
  const diagnostics: Diagnostic[] = [];
  const skipped: { path: string; reason: string }[] = [];
  const functions = new Map<RequesterId, DtNode | null>();
  if (isUnfilled(map)) skipped.push({ path: pathOf(bridge), reason: UNFILLED_REASON });
  for (const node of functionNodes(bridge)) {
    const rid = requesterId(node);
    const path = pathOf(node);
    if (unavailableAt(node) !== null) skipped.push({ path, reason: "disabled" });
    else if (rid !== null && !functions.has(rid)) functions.set(rid, node);
  }
  for (const { value, location } of planned?.functions ?? []) {
    const rid = parseRequesterId(value);
    if (rid === null) diagnostics.push(badFunction(value, location));
    else if (!functions.has(rid)) functions.set(rid, null);
  }
  const context: Context = { tree, bridge, map, planned, plan, kernel };
  const masters: Master[] = [];
  for (const [rid, node] of [...functions].sort(([a], [b]) => a - b)) {
    const attachment = functionAttachment(context, rid);
    if (attachment.problem?.kind === "no-match") {
      const path = node === null ? `${pathOf(bridge)}!${formatRequesterId(rid)}` : pathOf(node);
      skipped.push({ path, reason: attachment.problem.text });
    } else masters.push(functionMaster(context, rid, node, attachment));
  }
  if (planned === null) masters.push(...remainingFunctions(context, functions));
  return { masters, skipped, diagnostics };
}

interface Context {
  readonly tree: DeviceTree;
  readonly bridge: DtNode;
  readonly map: IommuMap;
  readonly planned: PlannedPci | null;
  readonly plan: ResolvedPlan;
  readonly kernel: Kernel;
}

/** Nodes with a `reg` whose parent is the bridge or a PCI bridge below it. */
const functionNodes = (bridge: DtNode): readonly DtNode[] =>
  [...descendants(bridge)].filter(
    (node) => node !== bridge && node.parent !== null && isPciBus(node.parent) && requesterId(node) !== null,
  );

const badFunction = (value: string, location: Diagnostic["location"]): Diagnostic => ({
  severity: "error",
  code: "plan-bad-function",
  message: `'${value}' is no PCI function: bus, device and function are written 00:1f.3`,
  location,
});

function functionMaster(context: Context, rid: RequesterId, node: DtNode | null, attachment: Attachment): Master {
  const { tree, bridge, map, planned, plan } = context;
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
    sharesWith: null,
    inheritedFrom: null,
    standsForMany: false,
    planned: node === null ? null : (plan.devices.get(node) ?? null),
    assumes: [...(planned === null ? ["isolated-function"] : []), ...mapAssumptions(map)],
    location: locationOfNode(tree, node ?? bridge),
  };
}

/** Own requester id first, then aliases, each looked up (of_pci_iommu_init, 6.12). */
function functionAttachment(context: Context, rid: RequesterId): Attachment {
  const { tree, map, planned, kernel } = context;
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
function remainingFunctions(context: Context, functions: ReadonlyMap<RequesterId, unknown>): readonly Master[] {
  const { tree, bridge, map, kernel } = context;
  const path = pathOf(bridge);
  const location = locationOfByte(tree, bridge, map.property, 0);
  const entries = map.entries.filter((entry) => entry.length > 1 || !functions.has(entry.idBase));
  if (entries.every((entry) => entry.length === 0)) return [];
  const specifiers = entries.flatMap((entry): readonly Specifier[] =>
    entry.iommu === null || entry.length === 0
      ? []
      : [
          {
            iommu: entry.iommu,
            args: entry.args,
            count: idsMapped(map, entry),
            location: locationOfByte(tree, bridge, map.property, entry.offset),
          },
        ],
  );
  const streams = specifiers.reduce((sum, specifier) => sum + specifier.count, 0);
  const attachment =
    map.problem !== null
      ? noAttachment("bad-specifier", map.problem, location)
      : specifiers.length === 0
        ? noAttachment("bad-specifier", "its iommu-map names no node", location)
        : attachmentOf(specifiers, kernel);
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
      sharesWith: null,
      inheritedFrom: null,
      // With one stream for all, whoever else sends on it meets this one.
      standsForMany: streams !== 1,
      planned: null,
      assumes: [...(streams === 1 ? [] : ["isolated-function"]), ...mapAssumptions(map)],
      location,
    },
  ];
}
