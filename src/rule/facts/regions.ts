/** The nodes with `iommu-addresses`, what they say, and who refers to them: read once for a tree. */
import { phandles } from "../../of/phandle-list.js";
import { unavailableAt } from "../../of/status.js";
import { type DeviceTree, type DtNode, descendants, type Property, pathOf } from "../../tree/tree.js";
import { type RegionEntry, type RegionReading, readRegion } from "./region-entries.js";

export interface Region {
  readonly node: DtNode;
  readonly path: string;
  /** `iommu-addresses`. */
  readonly property: Property;
  readonly reading: RegionReading;
  /** Available nodes whose `memory-region` names it, in document order. */
  readonly referrers: readonly DtNode[];
}

const cache = new WeakMap<DeviceTree, readonly Region[]>();

export function regionsOf(tree: DeviceTree): readonly Region[] {
  const known = cache.get(tree);
  if (known !== undefined) return known;
  const referrers = referrersIn(tree);
  const regions: Region[] = [];
  for (const node of descendants(tree.root)) {
    const property = node.properties.get("iommu-addresses");
    if (property === undefined) continue;
    const reading = readRegion(tree, property);
    regions.push({ node, path: pathOf(node), property, reading, referrers: referrers.get(node) ?? [] });
  }
  cache.set(tree, regions);
  return regions;
}

function referrersIn(tree: DeviceTree): ReadonlyMap<DtNode, readonly DtNode[]> {
  const referrers = new Map<DtNode, DtNode[]>();
  for (const node of descendants(tree.root)) {
    const property = node.properties.get("memory-region");
    if (property === undefined || unavailableAt(node) !== null) continue;
    for (const { target } of phandles(tree, property)) {
      if (target === null) continue;
      const known = referrers.get(target);
      if (known === undefined) referrers.set(target, [node]);
      else if (!known.includes(node)) known.push(node);
    }
  }
  return referrers;
}

/** An entry with the region that it stands in, for a device that Linux makes. */
export interface PlacedEntry {
  readonly region: Region;
  readonly entry: RegionEntry;
  readonly target: DtNode;
  readonly targetPath: string;
  /** The target's `memory-region` names the region, so that Linux reads the entry. */
  readonly isLinked: boolean;
}

const entryCache = new WeakMap<DeviceTree, readonly PlacedEntry[]>();

/** Every entry that could be read and whose device is made. */
export function entriesOf(tree: DeviceTree): readonly PlacedEntry[] {
  const known = entryCache.get(tree);
  if (known !== undefined) return known;
  const entries = regionsOf(tree).flatMap((region) =>
    region.reading.entries
      .filter(({ target }) => unavailableAt(target) === null)
      .map((entry) => ({
        region,
        entry,
        target: entry.target,
        targetPath: pathOf(entry.target),
        isLinked: region.referrers.includes(entry.target),
      })),
  );
  entryCache.set(tree, entries);
  return entries;
}

/** Entries that Linux reads for the device that they name. */
export const linkedEntries = (tree: DeviceTree): readonly PlacedEntry[] => entriesOf(tree).filter((e) => e.isLinked);
