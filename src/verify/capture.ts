/** What a running kernel showed below /sys/kernel/iommu_groups, however it was brought here. */

export interface CapturedDevice {
  /** As Linux names it: `a600000.usb`, `0000:00:04.0`. */
  readonly name: string;
  /** Path of its node in the device tree, where an `of_node` link was captured; else null. */
  readonly node: string | null;
}

export interface CapturedRegion {
  readonly start: bigint;
  /** Inclusive, and below `start` when the region wraps. */
  readonly last: bigint;
  /** `direct`, `direct-relaxable`, `reserved`, `msi`. */
  readonly type: string;
}

export interface CapturedGroup {
  /** The group's number; it says nothing and is only printed. */
  readonly name: string;
  readonly devices: readonly CapturedDevice[];
  /** Null when `reserved_regions` was not captured. */
  readonly regions: readonly CapturedRegion[] | null;
  /** The file is as long as one can be: what follows was not shown, and its last line may be half a line. */
  readonly isCut: boolean;
  /** The domain's type, `DMA` and so on; null when not captured. */
  readonly type: string | null;
}

/** A file or a link of the capture; the rest of the file system is of no interest. */
export type SysfsEntry =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string | null };

/**
 * Linux gives a sysfs file one page, a NUL at its end included (sysfs_emit, 6.12): with 4 KiB pages 4095 bytes are all
 * that can be read. A longer file comes from a kernel with larger pages.
 */
const PAGE_SIZES = [4096, 16384, 65536];
/** `0x%016llx 0x%016llx reserved\n` */
const REGION_LINE_BYTES = 47;

const REGION = /^(0x[0-9a-f]{1,16})\s+(0x[0-9a-f]{1,16})\s+(\S+)$/i;
const GROUP_FILE = /(?:^|\/)([0-9]+)\/(reserved_regions|type)$/;
const GROUP_DEVICE = /(?:^|\/)([0-9]+)\/devices\/([^/]+)$/;
const DEVICE_NODE = /(?:^|\/)([^/]+)\/of_node$/;
const BELOW_BASE = /(?:^|\/)(?:proc\/device-tree|devicetree\/base)(\/.*)?$/;

interface Draft {
  readonly devices: Map<string, CapturedDevice>;
  regions: string | null;
  type: string | null;
}

/** Groups by number; empty if the entries are of something else. */
export function capturedGroups(entries: Iterable<SysfsEntry>): readonly CapturedGroup[] {
  const drafts = new Map<string, Draft>();
  const nodes = new Map<string, string>();
  for (const entry of entries) readEntry(entry, drafts, nodes);
  return [...drafts]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([name, draft]): CapturedGroup => {
      const devices = [...draft.devices.values()].map((device) => ({
        ...device,
        node: device.node ?? nodes.get(device.name) ?? null,
      }));
      return { name, devices, type: draft.type, ...regionsOf(draft.regions) };
    });
}

function readEntry(entry: SysfsEntry, drafts: Map<string, Draft>, nodes: Map<string, string>): void {
  const file = GROUP_FILE.exec(entry.path);
  if (file !== null && entry.kind === "file") {
    const draft = draftOf(drafts, file[1] ?? "");
    // A file in an archive of sysfs is padded to the page that it claims to be.
    const text = entry.text.replace(/\0+$/, "");
    if (file[2] === "type") draft.type = text.trim();
    else draft.regions = text;
    return;
  }
  const device = GROUP_DEVICE.exec(entry.path);
  if (device !== null) {
    const name = device[2] ?? "";
    draftOf(drafts, device[1] ?? "").devices.set(name, { name, node: null });
    return;
  }
  const node = DEVICE_NODE.exec(entry.path);
  const below = node === null || entry.kind !== "link" ? null : BELOW_BASE.exec(entry.target ?? "");
  if (node !== null && below !== null) nodes.set(node[1] ?? "", below[1] ?? "/");
}

function draftOf(drafts: Map<string, Draft>, name: string): Draft {
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const draft: Draft = { devices: new Map(), regions: null, type: null };
  drafts.set(name, draft);
  return draft;
}

function regionsOf(text: string | null): Pick<CapturedGroup, "regions" | "isCut"> {
  if (text === null) return { regions: null, isCut: false };
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const regions: CapturedRegion[] = [];
  const room = (PAGE_SIZES.find((page) => text.length < page) ?? 0) - 1 - text.length;
  let isCut = room < REGION_LINE_BYTES;
  for (const line of lines) {
    const [, start, last, type] = REGION.exec(line.trim()) ?? [];
    if (start === undefined || last === undefined || type === undefined || !TYPES.has(type)) isCut = true;
    else regions.push({ start: BigInt(start), last: BigInt(last), type });
  }
  return { regions, isCut };
}

/** iommu_group_resv_type_string, 6.12. */
const TYPES: ReadonlySet<string> = new Set(["direct", "direct-relaxable", "reserved", "msi"]);
