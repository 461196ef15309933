/** Devices that drivers create and that share their parent's node: from the plan, else from a non-PCI `iommu-map`. */

import type { Diagnostic } from "../base/diagnostic.js";
import type { Location } from "../base/source.js";
import { type IommuMap, type IommuMapEntry, mapId, mapProblem } from "../iommu/iommu-map.js";
import type { OtherRelease } from "../iommu/other-release.js";
import { type Attachment, attachmentOf, noAttachment, ownAttachment, type Specifier } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import type { PlannedChild } from "../plan/model.js";
import { type DeviceTree, type DtNode, locationOfByte, pathOf } from "../tree/tree.js";
import { textList, u32Of } from "../tree/value.js";
import { type MapReadings, mapReadings } from "./map-readings.js";
import type { Master } from "./master.js";
import { nodeNamed } from "./plan-names.js";

export interface RuntimeChildren {
  readonly masters: readonly Master[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Entries longer than this become one consumer that stands for all their ids. */
const MOST_IDS_LISTED = 64;

/** Beyond this many listed children of one node, entries are kept whole as well: a tree can ask for 2^32 of them. */
const MOST_CHILDREN = 4096;

/**
 * The children that a plan lists for a node; none is made of one whose streams the board lacks.
 *
 * @param parentIsMaster whether the node itself is a consumer, whose domain a child without ids of its own uses
 */
export function plannedChildren(
  tree: DeviceTree,
  node: DtNode,
  children: readonly PlannedChild[],
  parentIsMaster: boolean,
  kernel: Kernel,
): RuntimeChildren {
  const path = pathOf(node);
  const diagnostics: Diagnostic[] = [];
  let domainOf = parentIsMaster ? path : null;
  const masters = children.flatMap((child): readonly Master[] => {
    const found = childAttachment(tree, node, child, kernel, diagnostics);
    if (found === null) return [];
    const { attachment: own, elsewhere } = found;
    const id = `${path}#${child.name}`;
    const sharesWith = own === null ? domainOf : null;
    if (own === null) domainOf ??= id;
    const master: Master = {
      ...childOf(node, child.name, child.inherits === "node", child.location),
      attachment: own ?? ownAttachment(tree, node, kernel),
      otherReleases: elsewhere,
      sharesWith,
      isAggregate: false,
      planned: child,
      assumes: [],
    };
    return [master];
  });
  return { masters, diagnostics };
}

const childOf = (node: DtNode, name: string, inheritsNode: boolean, location: Location) => {
  const path = pathOf(node);
  return {
    id: `${path}#${name}`,
    path,
    name,
    kind: "runtime-child",
    node: inheritsNode ? node : null,
    configNode: node,
    pci: null,
    inheritedFrom: inheritsNode ? path : null,
    location,
  } as const;
};

interface ChildAttachment {
  /** Null for a child with neither function id nor stream ids: it has its parent's streams. */
  readonly attachment: Attachment | null;
  readonly elsewhere: readonly OtherRelease[];
}

/** Null where the board lacks what the child's streams come from; that has been said. */
function childAttachment(
  tree: DeviceTree,
  node: DtNode,
  child: PlannedChild,
  kernel: Kernel,
  diagnostics: Diagnostic[],
): ChildAttachment | null {
  if (child.streamIds !== null) {
    const specifiers = child.streamIds.flatMap((stream) => plannedSpecifier(tree, stream, diagnostics));
    if (specifiers.length < child.streamIds.length) return null;
    return { attachment: attachmentOf(specifiers, kernel), elsewhere: [] };
  }
  if (child.functionId === null) return { attachment: null, elsewhere: [] };
  const { value: id, location } = child.functionId;
  const readings = mapReadings(tree, node, kernel);
  const missing = (text: string): null => {
    diagnostics.push({ severity: "error", code: "plan-unknown-function", message: text, location });
    return null;
  };
  if (readings === null) return missing(`${pathOf(node)} has no iommu-map`);
  const attach = (map: IommuMap, at: Kernel) => mappedAttachment(tree, map, id, location, at);
  // The plan is right where any release finds the id: what a release cannot read is told of the board.
  if (mapId(tree, readings.clearer, id).kind === "no-match") return missing(noFunctionText(id));
  const attachment = attach(readings.here, kernel);
  return { attachment, elsewhere: readings.elsewhere(attachment, attach) };
}

function plannedSpecifier(
  tree: DeviceTree,
  { value, location }: NonNullable<PlannedChild["streamIds"]>[number],
  diagnostics: Diagnostic[],
): readonly Specifier[] {
  const iommu = nodeNamed(tree, value.iommu);
  if (iommu === null) {
    const message = `the board has no IOMMU '${value.iommu}'`;
    diagnostics.push({ severity: "error", code: "plan-unknown-node", message, location });
    return [];
  }
  const wanted = u32Of(iommu, "#iommu-cells");
  if (wanted !== value.cells.length) {
    const message = `'${value.iommu}' takes ${wanted ?? "no"} cells, not ${value.cells.length}`;
    diagnostics.push({ severity: "error", code: "plan-stream-cells", message, location });
  }
  return [{ iommu, args: value.cells, count: 1, location }];
}

const noFunctionText = (id: number): string => `no iommu-map entry has function id ${id}`;

/** The attachment of one function id. */
function mappedAttachment(tree: DeviceTree, map: IommuMap, id: number, location: Location, kernel: Kernel): Attachment {
  const result = mapId(tree, map, id);
  switch (result.kind) {
    case "match":
      return attachmentOf([result.specifier], kernel);
    case "error":
      return noAttachment("bad-specifier", result.text, location);
    case "no-match":
      return noAttachment("no-match", noFunctionText(id), location);
  }
}

/** How the drivers that are known to read a non-PCI `iommu-map` make their children. */
const CHILDREN_WITHOUT_NODE = /^(nvidia,tegra.*-host1x|fsl,qoriq-mc)$/;

/** A child for each id of a non-PCI `iommu-map`. Entries of length 0 are for the boot loader to fill, and make none. */
export function mappedChildren(tree: DeviceTree, readings: MapReadings, kernel: Kernel): readonly Master[] {
  const { clearer, here, elsewhere } = readings;
  const { node, property } = clearer;
  const streamsOnly = textList(node, "compatible").some((name) => CHILDREN_WITHOUT_NODE.test(name));
  const seen = new Set<number>();
  const children: Master[] = [];
  for (const entry of clearer.entries) {
    const location = locationOfByte(tree, node, property, entry.offset);
    const add = (name: string, isAggregate: boolean, attach: (map: IommuMap, kernel: Kernel) => Attachment) => {
      const attachment = attach(here, kernel);
      children.push({
        ...childOf(node, name, !streamsOnly, location),
        attachment,
        otherReleases: elsewhere(attachment, attach),
        sharesWith: null,
        isAggregate,
        planned: null,
        assumes: streamsOnly ? [] : ["inherits-node"],
      });
    };
    if (entry.length > MOST_IDS_LISTED || children.length + entry.length > MOST_CHILDREN) {
      const last = entry.idBase + entry.length - 1;
      const name = `${hex(entry.idBase)}-${hex(last)}`;
      add(name, true, (map, at) => wholeEntry(map, entry, location, at));
      continue;
    }
    for (let id = entry.idBase; id < entry.idBase + entry.length; id++) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (mapId(tree, clearer, id).kind === "no-match") continue;
      add(hex(id), false, (map, at) => mappedAttachment(tree, map, id, location, at));
    }
  }
  return children;
}

/** Nothing is mapped until a boot loader fills the map in. */
export const isUnfilled = (map: IommuMap): boolean =>
  map.end === null && map.entries.every((entry) => entry.length === 0);

export const UNFILLED_REASON = "with an empty iommu-map, which a boot loader fills in";

const hex = (id: number): string => `0x${id.toString(16)}`;

/** The attachment of one that stands for all ids of an entry, in a reading that has it. */
function wholeEntry(map: IommuMap, entry: IommuMapEntry, location: Location, kernel: Kernel): Attachment {
  const own = map.entries.find(({ idBase, length }) => idBase === entry.idBase && length === entry.length);
  const problem = own === undefined ? (mapProblem(map)?.text ?? "its iommu-map has no such entry") : own.problem;
  if (own === undefined || problem !== null) return noAttachment("bad-specifier", problem ?? "", location);
  if (own.iommu === null) return noAttachment("bad-specifier", "its iommu-map names no node", location);
  return attachmentOf([{ iommu: own.iommu, args: own.args, count: own.length, location }], kernel);
}
