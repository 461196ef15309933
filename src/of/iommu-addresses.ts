/**
 * `iommu-addresses` of a board: each property decoded once, whoever asks. What its author wrote and why that cannot be
 * read on (region-entries.ts), what the binding's text says (region-binding.ts), and what Linux reads of it for one
 * device (region-linux.ts).
 */
import type { Kernel } from "../kernel/kernel.js";
import { type DeviceTree, type DtNode, nodesOf, type Property, pathOf } from "../tree/tree.js";
import { cells } from "../tree/value.js";
import { phandles } from "./phandle-list.js";
import { type BindingEntry, bindingEntries } from "./region-binding.js";
import { type RegionEntry, type RegionReading, readRegion } from "./region-entries.js";
import { type LinuxReading, readRegionAsLinux } from "./region-linux.js";
import { unavailableAt } from "./status.js";

/** A node with `iommu-addresses`. */
export interface IommuRegion {
  readonly node: DtNode;
  readonly path: string;
  /** `iommu-addresses`. */
  readonly property: Property;
  readonly reading: RegionReading;
  /** Available nodes whose `memory-region` names it, in document order. */
  readonly referrers: readonly DtNode[];
}

/** An entry with the region that it stands in, for a device that Linux makes. */
export interface PlacedEntry {
  readonly region: IommuRegion;
  readonly entry: RegionEntry;
  readonly target: DtNode;
  readonly targetPath: string;
  /** The target's `memory-region` names the region, so that Linux reads the entry. */
  readonly isLinked: boolean;
}

/** Everything is worked out when it is first asked for, and kept as long as the board is. */
export class IommuAddresses {
  private knownRegions: readonly IommuRegion[] | null = null;
  private byNode: ReadonlyMap<DtNode, IommuRegion> | null = null;
  private knownEntries: readonly PlacedEntry[] | null = null;
  private readonly positions = new Map<DtNode, ReadonlyMap<number, readonly number[]>>();
  private readonly byBinding = new Map<DtNode, BindingReading>();

  constructor(private readonly tree: DeviceTree) {}

  /** In document order, wherever they stand. */
  get regions(): readonly IommuRegion[] {
    this.knownRegions ??= this.findRegions();
    return this.knownRegions;
  }

  /** Null for a node without the property. */
  regionAt(node: DtNode): IommuRegion | null {
    if (!node.properties.has("iommu-addresses")) return null;
    this.byNode ??= new Map(this.regions.map((region) => [region.node, region]));
    return this.byNode.get(node) ?? null;
  }

  /** Every entry that could be read and whose device is made. */
  get entries(): readonly PlacedEntry[] {
    this.knownEntries ??= this.regions.flatMap(placedEntries);
    return this.knownEntries;
  }

  /** Entries that Linux reads for the device that they name. */
  get linkedEntries(): readonly PlacedEntry[] {
    return this.entries.filter((entry) => entry.isLinked);
  }

  /** The entries of a region by the binding's text; null when no counts make the list come out even. */
  bindingEntries(region: DtNode): readonly BindingEntry[] | null {
    return this.binding(region).entries;
  }

  /** Those for one device; none where the text cannot be followed. */
  bindingEntriesFor(region: DtNode, device: DtNode): readonly BindingEntry[] {
    return this.binding(region).byTarget.get(device) ?? [];
  }

  /** What Linux reads of a region for a device whose `memory-region` names it. */
  readAsLinux(region: DtNode, device: DtNode, kernel: Kernel): readonly LinuxReading[] {
    const { tree } = this;
    return readRegionAsLinux({ tree, kernel, device, region, positions: this.positionsIn(region) });
  }

  private findRegions(): readonly IommuRegion[] {
    const referrers = referrersIn(this.tree);
    const regions: IommuRegion[] = [];
    for (const node of nodesOf(this.tree)) {
      const property = node.properties.get("iommu-addresses");
      if (property === undefined) continue;
      const reading = readRegion(this.tree, property);
      regions.push({ node, path: pathOf(node), property, reading, referrers: referrers.get(node) ?? [] });
    }
    return regions;
  }

  private binding(region: DtNode): BindingReading {
    const known = this.byBinding.get(region);
    if (known !== undefined) return known;
    const property = region.properties.get("iommu-addresses");
    const entries = property === undefined ? [] : bindingEntries(this.tree, region, property);
    const made = { entries, byTarget: groupedByTarget(entries ?? []) };
    this.byBinding.set(region, made);
    return made;
  }

  /** Looked up for every device that a list may be for. */
  private positionsIn(region: DtNode): ReadonlyMap<number, readonly number[]> {
    const known = this.positions.get(region);
    if (known !== undefined) return known;
    const property = region.properties.get("iommu-addresses");
    const made = property === undefined ? new Map<number, readonly number[]>() : positionsOf(property);
    this.positions.set(region, made);
    return made;
  }
}

interface BindingReading {
  readonly entries: readonly BindingEntry[] | null;
  readonly byTarget: ReadonlyMap<DtNode, readonly BindingEntry[]>;
}

function groupedByTarget(entries: readonly BindingEntry[]): ReadonlyMap<DtNode, readonly BindingEntry[]> {
  const byTarget = new Map<DtNode, BindingEntry[]>();
  for (const entry of entries) {
    const list = byTarget.get(entry.target);
    if (list === undefined) byTarget.set(entry.target, [entry]);
    else list.push(entry);
  }
  return byTarget;
}

function positionsOf(property: Property): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  for (const [at, cell] of cells(property).entries()) {
    const list = positions.get(cell);
    if (list === undefined) positions.set(cell, [at]);
    else list.push(at);
  }
  return positions;
}

const placedEntries = (region: IommuRegion): readonly PlacedEntry[] =>
  region.reading.entries
    .filter(({ target }) => unavailableAt(target) === null)
    .map((entry) => ({
      region,
      entry,
      target: entry.target,
      targetPath: pathOf(entry.target),
      isLinked: region.referrers.includes(entry.target),
    }));

function referrersIn(tree: DeviceTree): ReadonlyMap<DtNode, readonly DtNode[]> {
  const referrers = new Map<DtNode, DtNode[]>();
  for (const node of nodesOf(tree)) {
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
