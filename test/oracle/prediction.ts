/**
 * What Linux does with a board, restated from the notes: which device has a group, what its regions read as, what sysfs
 * lists, what the allocator holds and hands out first, and whether the kernel survives reading it all. The machine is the
 * one of the recordings: an SMMUv3 with 16-bit stream ids, 48-bit input and 44-bit output.
 */
import { OracleTree } from "./allocator.js";
import { allNodes, cellsOf, type OracleNode, pathText, textOf } from "./board.js";
import type { OracleRelease } from "./release.js";
import { busLimit, countsOn, numberOf, translated, windowsOf } from "./translation.js";

const MASK = (1n << 64n) - 1n;
const PAGE = 4096n;
const APERTURE_LAST = (1n << 48n) - 1n;
const OUTPUT_LAST = (1n << 44n) - 1n;
const STREAM_IDS = 1 << 16;
const DMA_MASK = 0xffffffffn;

interface OracleRegion {
  readonly start: bigint;
  /** Inclusive; below `start` where the region wraps. */
  readonly last: bigint;
  readonly type: "direct" | "reserved" | "msi";
}

interface OracleDevice {
  readonly path: string;
  readonly hasGroup: boolean;
  /** As `reserved_regions` has them. */
  readonly sysfs: readonly string[];
  /** The allocator's nodes. */
  readonly allocator: readonly string[];
  readonly firstPage: bigint | null;
}

export interface OraclePrediction {
  /** An entry is read past its property's end, into what only the blob's maker knows: nothing else here is worth anything. */
  readonly isUnknown: boolean;
  readonly crashes: boolean;
  readonly devices: readonly OracleDevice[];
}

export function predict(root: OracleNode, release: OracleRelease): OraclePrediction {
  const board = new Board(root, release);
  const masters = board.masters();
  return {
    isUnknown: masters.some(({ read }) => read.fate === "past-end"),
    crashes: masters.some(({ dies }) => dies),
    devices: masters.map((master) => board.device(master)),
  };
}

interface Master {
  readonly node: OracleNode;
  readonly isPci: boolean;
  /** Null without an IOMMU. */
  readonly streams: readonly number[] | null;
  hasGroup: boolean;
  /** Its regions were read. */
  isRead: boolean;
  readonly read: Reading;
  dies: boolean;
}

interface Reading {
  readonly regions: readonly OracleRegion[];
  readonly fate: "read" | "dies" | "past-end";
}

class Board {
  private readonly byPhandle = new Map<number, OracleNode>();

  constructor(
    private readonly root: OracleNode,
    private readonly release: OracleRelease,
  ) {
    for (const node of allNodes(root)) {
      const phandle = cellsOf(node, "phandle")?.[0];
      if (phandle !== undefined) this.byPhandle.set(phandle, node);
    }
  }

  /** In the order in which they get their groups. */
  masters(): readonly Master[] {
    const masters: Master[] = [];
    for (const node of allNodes(this.root)) {
      const isPci = node.parent !== null && textOf(node.parent, "device_type") === "pci";
      if (!isMade(node) || !(isPci || node.properties.has("iommus"))) continue;
      const streams = this.streams(node, isPci);
      masters.push({ node, isPci, streams, hasGroup: false, isRead: false, read: this.reading(node), dies: false });
    }
    this.attach(masters);
    for (const master of masters)
      master.dies = master.isRead && this.release.readsRegions && master.read.fate === "dies";
    return masters;
  }

  device(master: Master): OracleDevice {
    const { node, hasGroup, read } = master;
    const regions = this.release.readsRegions ? read.regions : [];
    const { tree, page } = this.domain(master, regions);
    return {
      path: pathText(node),
      hasGroup,
      sysfs: listing([MSI, ...regions]).map(({ start, last, type }) => `${hex(start)}-${hex(last)} ${type}`),
      allocator: tree.nodes.map(({ lo, hi }) => `${hex(lo * PAGE)}-${hex(hi * PAGE + PAGE - 1n)}`),
      firstPage: page,
    };
  }

  /** Document order; a device is read once its streams are its own. */
  private attach(masters: readonly Master[]): void {
    const taken = new Set<number>();
    for (const master of masters) {
      const { streams } = master;
      if (streams === null || isWide(master) || streams.some((id) => taken.has(id))) continue;
      master.isRead = true;
      if (this.isUnmapped(master)) continue;
      for (const id of streams) taken.add(id);
      master.hasGroup = true;
    }
    if (this.release.isStrict) this.register(masters);
  }

  /** One device that fails costs all behind the IOMMU: bus by bus, all streams first, then all regions. */
  private register(masters: readonly Master[]): void {
    for (const isPci of [false, true]) {
      const bus = masters.filter((master) => master.isPci === isPci && master.streams !== null);
      const isAnyWide = bus.some(isWide);
      const culprit = isAnyWide ? -1 : bus.findIndex((master) => master.isRead && this.isUnmapped(master));
      if (!isAnyWide && culprit < 0) continue;
      for (const master of bus.slice(culprit + 1)) master.isRead = false;
      for (const master of masters) {
        if (master.isPci && !isPci) master.isRead = false;
        master.hasGroup = false;
      }
      return;
    }
  }

  private isUnmapped({ read }: Master): boolean {
    return this.release.readsRegions && read.regions.some(isUnmappable);
  }

  /** Null for a device without an IOMMU. */
  private streams(node: OracleNode, isPci: boolean): readonly number[] | null {
    if (isPci) {
      const [base = 0, , out = 0, length = 0] = cellsOf(node.parent ?? node, "iommu-map") ?? [];
      const id = ((cellsOf(node, "reg")?.[0] ?? 0) >>> 8) & 0xffff;
      return id >= base && id < base + length ? [id - base + out] : null;
    }
    const iommus = cellsOf(node, "iommus") ?? [];
    const streams: number[] = [];
    for (let at = 0; at + 1 < iommus.length; at += 2) {
      const iommu = this.byPhandle.get(iommus[at] ?? 0);
      // The list ends where it names nothing; what stands before counts.
      if (iommu === undefined) break;
      if (!isMade(iommu) || textOf(iommu, "compatible") !== "arm,smmu-v3") return null;
      streams.push(iommus[at + 1] ?? 0);
    }
    return streams.length === 0 ? null : streams;
  }

  /** The device's regions, through its own `memory-region`. */
  private reading(device: OracleNode): Reading {
    const regions: OracleRegion[] = [];
    for (const phandle of cellsOf(device, "memory-region") ?? []) {
      const region = phandle === 0 ? undefined : this.byPhandle.get(phandle);
      if (region === undefined) continue;
      const fate = this.readRegion(device, region, regions);
      if (fate !== "read") return { regions, fate };
    }
    return { regions, fate: "read" };
  }

  private readRegion(device: OracleNode, region: OracleNode, found: OracleRegion[]): Reading["fate"] {
    const bus = device.parent;
    const cells = cellsOf(region, "iommu-addresses") ?? [];
    if (bus === null) return "read";
    const counts = countsOn(bus, this.release);
    for (let at = 0; at < cells.length; ) {
      const named = this.byPhandle.get(cells[at] ?? 0);
      at += 1;
      if (named !== device) continue;
      if (counts === null) return "dies";
      const entry = cells.slice(at, at + counts.address + counts.size);
      if (entry.length < counts.address + counts.size) return "past-end";
      const start = translated(bus, entry, this.release);
      if (start === null) return "dies";
      const length = numberOf(entry.slice(counts.address));
      at += counts.address + counts.size;
      if (length === 0n && this.release.skipsEmpty) continue;
      const last = (start + length - 1n) & MASK;
      found.push({ start, last, type: isIdentity(region, start, last) ? "direct" : "reserved" });
    }
    return "read";
  }

  private domain({ node, isPci }: Master, regions: readonly OracleRegion[]) {
    const tree = new OracleTree();
    const bus = node.parent ?? node;
    const limit = busLimit(bus, this.release);
    const outside = limit.kind === "empty" || (limit.kind === "limit" && limit.min > APERTURE_LAST);
    if (outside) return { tree, page: null };
    const isInOrder = !isPci || reservePci(tree, bus, this.release);
    if (!isInOrder) return { tree, page: null };
    for (const { start, last } of regions) tree.reserve(start, last);
    const least = (a: bigint, b: bigint) => (a < b ? a : b);
    const top = limit.kind === "limit" && limit.max > 0n ? least(limit.max, DMA_MASK) : DMA_MASK;
    const floor = limit.kind === "limit" && this.release.hasFloor && limit.min > PAGE ? limit.min : PAGE;
    return { tree, page: tree.firstPage(floor, least(top, APERTURE_LAST), isPci) };
  }
}

const isWide = ({ streams }: Master): boolean => (streams ?? []).some((id) => id >= STREAM_IDS);

const hex = (value: bigint): string => `0x${value.toString(16)}`;

function isMade(node: OracleNode): boolean {
  const status = textOf(node, "status");
  const isOn = !node.properties.has("status") || status === "okay" || status === "ok";
  return isOn && (node.parent === null || isMade(node.parent));
}

/** The first byte and the last are those of the region's `reg`, which has more than one. */
function isIdentity(region: OracleNode, start: bigint, last: bigint): boolean {
  const reg = cellsOf(region, "reg");
  if (reg === null) return false;
  const first = numberOf(reg.slice(0, 2));
  const end = (first + numberOf(reg.slice(2, 4)) - 1n) & MASK;
  return first < end && first === start && end === last;
}

/** Whole pages from the first that begins inside to the one that it ends in. */
function isUnmappable({ start, last, type }: OracleRegion): boolean {
  const up = (address: bigint) => ((address + PAGE - 1n) / PAGE) * PAGE;
  // Start and length in 64 bits: a region of no bytes at 0 maps nothing.
  const end = up((last + 1n) & MASK);
  return type === "direct" && up(start) < end && (end - 1n > APERTURE_LAST || end - 1n > OUTPUT_LAST);
}

const MSI: OracleRegion = { start: 0x8000000n, last: 0x80fffffn, type: "msi" };

const TYPE_ORDER = ["direct", "reserved", "msi"];

/** One region after the other goes in front of those with its start and type; then those of one type that meet are one. */
function listing(regions: readonly OracleRegion[]): readonly OracleRegion[] {
  let list: OracleRegion[] = [];
  for (const region of regions) {
    const rank = ({ type }: OracleRegion) => TYPE_ORDER.indexOf(type);
    const at = list.findIndex(
      (other) => region.start < other.start || (region.start === other.start && rank(region) <= rank(other)),
    );
    list.splice(at < 0 ? list.length : at, 0, region);
    list = merged(list, region.type);
  }
  return list;
}

function merged(list: readonly OracleRegion[], type: OracleRegion["type"]): OracleRegion[] {
  const out: OracleRegion[] = [];
  for (const region of list) {
    const at = out.findLastIndex((other) => other.type === region.type);
    const top = out[at];
    if (region.type !== type || top === undefined || region.start > ((top.last + 1n) & MASK)) out.push(region);
    else out[at] = { ...top, last: region.last > top.last ? region.last : top.last };
  }
  return out;
}

/** Memory windows of the host bridge, then what its inbound windows leave out; false where those run backwards. */
function reservePci(tree: OracleTree, bridge: OracleNode, release: OracleRelease): boolean {
  const ranges = cellsOf(bridge, "ranges") ?? [];
  for (let at = 0; at + 7 <= ranges.length; at += 7) {
    const start = numberOf(ranges.slice(at + 1, at + 3));
    const size = numberOf(ranges.slice(at + 5, at + 7));
    if (isMemory(ranges[at] ?? 0)) tree.reserve(start, start + size - 1n);
  }
  const inbound = windowsOf(bridge, release)
    .filter(({ flags, size }) => isMemory(flags) && size > 0n)
    .sort((a, b) => (a.cpu < b.cpu ? -1 : a.cpu > b.cpu ? 1 : 0));
  if (inbound.length === 0) return true;
  let next = 0n;
  for (const { bus, size } of inbound) {
    if (bus < next) return false;
    if (bus > next) tree.reserve(next, bus);
    next = (bus + size) & MASK;
  }
  if (next < MASK) tree.reserve(next, MASK);
  return true;
}

const isMemory = (flags: number): boolean => ((flags >>> 24) & 2) !== 0;
