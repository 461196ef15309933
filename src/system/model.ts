/**
 * What the system stage knows about a board: who masters DMA behind an IOMMU, who shares a domain with whom, what is
 * kept from whose allocator and why. Layouts, rules, diffs and reports read these values and nothing below them.
 */

import { lastByteOf, type Range, type RangeSet } from "../base/range.js";
import type { Location } from "../base/source.js";
import type { Bytes } from "../base/units.js";
import type { IommuDriver } from "../iommu/driver.js";
import type { Stream } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import type { IommuAddresses } from "../of/iommu-addresses.js";
import type { PlannedSpace } from "../plan/model.js";
import type { DeviceTree, DtNode } from "../tree/tree.js";
import type { AssumptionId } from "./assumption.js";

export type { Stream } from "../iommu/streams.js";

/** `node`: a node with `iommus`. `child-node`: such a node below another device. The rest share a parent's node. */
export type ConsumerKind = "node" | "child-node" | "runtime-child" | "pci-function";

export type ReservationType = "reserved" | "direct" | "msi";

/** Why a range is kept free, and where that is written. */
export type ReservationOrigin =
  | {
      readonly kind: "iommu-addresses";
      /** Path of the reserved-memory node. */
      readonly region: string;
      readonly location: Location;
      /** The parent's id when the range reached a runtime child through the shared node. */
      readonly inheritedFrom: string | null;
      /** The address as written, when `dma-ranges` moved it. */
      readonly translatedFrom: bigint | null;
      /** Where each cell of the entry is written: phandle, address, length. Fewer when Linux reads past the end. */
      readonly cellLocations?: readonly Location[];
      /** The buses whose `dma-ranges` moved the address, from the device upwards. */
      readonly movedBy?: readonly BusCrossing[];
    }
  /** The complement of usable ranges. */
  | { readonly kind: "iommu-ranges"; readonly location: Location; readonly inheritedFrom: string | null }
  /** What the IOMMU's driver or PCI takes in every layout: neither need nor waste. */
  | { readonly kind: "iommu-driver"; readonly what: string }
  | { readonly kind: "pci-window" | "pci-inbound"; readonly bridge: string; readonly location: Location }
  /** One `dma_iova_set_resv_region()` of a plan's `runtime`. */
  | { readonly kind: "runtime"; readonly location: Location };

/** An address on its way up through one bus. */
interface BusCrossing {
  /** Path. */
  readonly bus: string;
  readonly from: bigint;
  readonly to: bigint;
}

/** One of the things that bound a consumer's reach. */
export interface ReachLimit {
  /** `first-page`: never handed out. `option`: `--dma-limit`. */
  readonly kind: "first-page" | "aperture" | "dma-mask" | "bus" | "option";
  /** Path of the bus whose `dma-ranges` bounds it; else null. */
  readonly bus: string | null;
  /** What it lets through, in bytes; the granule of its last byte is usable as a whole. */
  readonly allows: Range;
}

/** A reserved region as the kernel holds it: bytes, before rounding to granules. */
export interface Reservation {
  readonly start: bigint;
  /** Bytes; `start + length - 1` may wrap past 2^64, as the kernel's does: see `lastOf`. */
  readonly length: Bytes;
  readonly type: ReservationType;
  readonly origin: ReservationOrigin;
  /** False for software MSI windows: listed in sysfs, never taken from the allocator. */
  readonly inAllocator: boolean;
}

/** The last byte of a region, in the kernel's 64-bit arithmetic: below `start` when it wraps. */
export const lastOf = (r: Pick<Reservation, "start" | "length">): bigint => lastByteOf(r.start, r.length);

/** What a consumer can be handed. All ranges clipped to reach. */
export interface Usable {
  readonly bytes: Bytes;
  readonly below4G: Bytes;
  readonly blocks: number;
  /** Bytes of the largest free block. */
  readonly largestBlock: Bytes;
  /** Bytes of the largest n granules for which an aligned allocation of n succeeds in a copy of the domain. */
  readonly largestAligned: Bytes;
  readonly ranges: readonly Range[];
}

/** One modelled call of the proposed `dma_iova_set_resv_region(dev, start, length)`. */
export interface RuntimeCall {
  readonly start: bigint;
  readonly length: Bytes;
  readonly result: "0" | "ENODEV" | "EINVAL" | "ENOMEM" | "refused";
  /** Why it failed, or why the planner refused it; null on success. */
  readonly reason: string | null;
  /** Ids of the other consumers in the domain, whom the call hits too. */
  readonly alsoHits: readonly string[];
  readonly location: Location;
}

/** What a consumer must never be handed, and who says so. */
export interface Need {
  readonly ranges: RangeSet;
  readonly from: "plan" | "device-tree";
}

/** Beside what the kernel at hand does, never in its place. */
interface OtherReleaseStreams {
  /** `7.2`: the nearest that does it otherwise. */
  readonly kernel: string;
  /** Path. */
  readonly iommu: string | null;
  readonly streams: readonly Stream[];
  /** Why it gives the consumer no IOMMU; null if it gives it one, as far as can be said before groups are made. */
  readonly problem: string | null;
}

export interface Consumer {
  /** The path; `path#name` for a runtime child; `path!00:04.1` or `path!*` for PCI functions below the bridge `path`. */
  readonly id: string;
  readonly path: string;
  /** Runtime children only. */
  readonly name: string | null;
  /** `a600000.usb`, `0000:01:00.0`: as in Linux's log and sysfs; null where a driver chooses it, and for `path!*`. */
  readonly deviceName: string | null;
  readonly kind: ConsumerKind;
  /** Id (a path) of the family's device; null for a consumer that is its own family's head. */
  readonly parent: string | null;
  /** The node it reads its properties from; null for a PCI function without a node or a child with `inherits: streams`. */
  readonly node: DtNode | null;
  /** As `bus:device.function`, of a PCI function; `*`: it stands for all functions below the bridge that have no node. */
  readonly pciFunction: string | null;
  /** Path of the IOMMU; null when there is none that works. */
  readonly iommu: string | null;
  /** The IOMMU's driver as it works there; the one that is taken for it where none is known. */
  readonly driver: IommuDriver;
  /** What the IOMMU translates for this consumer. */
  readonly aperture: Range;
  readonly streams: readonly Stream[];
  readonly granule: Bytes;
  /** Id of its group; null with `groupReason` when Linux leaves it without one. */
  readonly group: string | null;
  readonly groupReason: string | null;
  /** What of the device its IOMMU's driver refuses; null where it refuses nothing, or what is refused costs nobody else. */
  readonly refusal:
    | "stream-width"
    | "stream-table"
    | "streams"
    | "direct-map"
    | "too-many-iommus"
    | "two-drivers"
    | "iommu-refused"
    | null;
  /** Whose allocator its addresses come from; without a group, the one it would have. */
  readonly domain: Domain;
  readonly assumes: readonly AssumptionId[];
  /** What releases on the other side of a change make of its streams, where that differs. */
  readonly otherReleases: readonly OtherReleaseStreams[];
  readonly reach: Range;
  /** What makes the reach what it is. */
  readonly limits: readonly ReachLimit[];
  readonly dmaMaskBits: number;
  /**
   * What the device's DMA API works on: `none` without an IOMMU that takes it. Only `dma` knows the proposed call.
   * Figures of a consumer whose type is not `dma` or `dma-fq` are those that a DMA domain of its own would give.
   */
  readonly domainType: "dma" | "dma-fq" | "identity" | "none";
  /** Whether `iommu-addresses` written for it would count: its IOMMU's driver reads them in the kernel at hand. */
  readonly honoursIommuAddresses: boolean;
  /** Its own regions, in the kernel's order, whether or not its group's domain applies them. */
  readonly reservations: readonly Reservation[];
  /** True when another member initialises the domain, so that its own reservations are lost. */
  readonly reservationsLost: boolean;
  readonly need: Need | null;
  /** What the plan says of it; null without a word. */
  readonly planned: PlannedSpace | null;
  /** The address of a one-page mapping, or null if it fails. */
  readonly firstPage: bigint | null;
  /** Reservations as the binding's text reads, where that differs from what Linux does; else null. */
  readonly spec: readonly Reservation[] | null;
  readonly runtimeCalls: readonly RuntimeCall[];
  readonly usable: Usable;
  /**
   * Of a consumer with `iommu-ranges`, what it could use under the same release with the posted series that reads them;
   * null without the property, and where the kernel at hand reads it.
   */
  readonly promised: Usable | null;
  readonly location: Location;
}

export interface ReservedRegion {
  readonly start: bigint;
  /** Inclusive, and below `start` when the region wraps: as sysfs prints it. */
  readonly last: bigint;
  readonly type: ReservationType;
}

export interface Group {
  /** `g0`, `g1`, ... in document order of the first member. */
  readonly id: string;
  readonly iommu: string;
  /** Consumer ids in document order: those of the domain's members that Linux puts into the group. */
  readonly members: readonly string[];
  /** Its default domain. */
  readonly domain: Domain;
  /** As the kernel's sysfs file `reserved_regions` lists them. */
  readonly reservedRegions: readonly ReservedRegion[];
}

/**
 * Why the members of a domain share it. Linux gives a group one default domain; consumers that it leaves without a
 * group are shown as if they had attached, and then the same streams cannot have two address spaces.
 *
 * - `alone`: there is one member;
 * - `parent-streams`: a device and its children without stream ids of their own;
 * - `group`: Linux puts them in one group;
 * - `unknown-iommu`: they send on the same streams of an IOMMU whose driver is not known;
 * - `same-streams`: likewise, and Linux leaves some of them without a group for another reason.
 */
export type DomainSharing = "alone" | "parent-streams" | "group" | "unknown-iommu" | "same-streams";

/** One IOVA allocator and those whose addresses come from it. */
export interface Domain {
  /** `d0`, `d1`, ... in document order of the first member. */
  readonly id: string;
  readonly sharing: DomainSharing;
  /** Id of the group whose default domain it is; null when Linux makes no such domain. */
  readonly group: string | null;
  /** Consumer ids in document order. */
  readonly members: readonly string[];
  /** The member that is taken to initialise it: only its reservations are made. */
  readonly first: string;
  /** False: the first in document order, which nobody said. True: a plan names another. */
  readonly isFirstPlanned: boolean;
  readonly granule: Bytes;
  /** Its allocator's nodes, in order, granule-rounded, touching nodes not merged, not clipped to any reach. */
  readonly allocator: readonly Range[];
  /** What the allocator would hold had another member come first; only outcomes that differ. */
  readonly ifFirst: readonly { readonly member: string; readonly allocator: readonly Range[] }[];
}

/** A device and the consumers made from it. */
export interface Family {
  /** Path of the device, which need not be a consumer itself; the id of a PCI function without a node. */
  readonly parent: string;
  /** The device's node; of a function without one, the bridge below which it would be. */
  readonly node: DtNode;
  readonly members: readonly Consumer[];
}

/** A child of /reserved-memory, or a region that a consumer's `memory-region` names elsewhere. */
export interface ReservedMemory {
  readonly path: string;
  readonly node: DtNode;
  readonly reg: readonly Range[];
  /** Placed by the kernel at boot: the address cannot be known offline. */
  readonly dynamic: {
    readonly size: Bytes;
    readonly alignment: Bytes | null;
    readonly allocRanges: readonly Range[];
  } | null;
  readonly available: boolean;
  readonly noMap: boolean;
  readonly reusable: boolean;
  /** Ids (paths) of the nodes whose `memory-region` names it, consumers or not. */
  readonly consumers: readonly string[];
  /** Decoded `iommu-addresses`, per entry: whom it names and which range. */
  readonly iommuAddresses: readonly {
    readonly consumer: string;
    readonly start: bigint;
    readonly length: Bytes;
    readonly type: "reserved" | "direct";
  }[];
}

/** An identity mapping that Linux installs for a direct region. */
export interface DirectMap {
  readonly consumer: string;
  readonly range: Range;
}

/** Something Linux prints or does that the user should see. */
export interface KernelMessage {
  /** `line`: Linux prints it. `crash`: what it dies of. `remark`: what it does without a word. */
  readonly kind: "line" | "crash" | "remark";
  readonly severity: "error" | "warning" | "note";
  readonly consumer: string | null;
  /** As the kernel words it, or, for a crash, what happens. */
  readonly text: string;
  readonly location: Location | null;
}

/** What was looked at and what was passed over, so that silence is never mistaken for a pass. */
export interface Coverage {
  readonly consumers: number;
  /** Nodes that would be consumers but for a reason, such as `disabled`. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

export type IommuMode = "strict" | "lazy" | "passthrough";

export interface SystemOptions {
  /** What that Linux honours. */
  readonly kernel: Kernel;
  readonly iommuMode: IommuMode;
  /** Bytes; overrides what the IOMMU's driver would choose. */
  readonly granule: Bytes | null;
  /** Bits; the default for consumers whose plan says nothing. */
  readonly dmaMaskBits: number | null;
  /** Inclusive; caps reach. */
  readonly dmaLimit: bigint | null;
}

export interface System {
  readonly tree: DeviceTree;
  readonly iommuAddresses: IommuAddresses;
  readonly options: SystemOptions;
  /** In document order of the node, runtime children behind their parent. */
  readonly consumers: readonly Consumer[];
  /** The same by id. */
  readonly consumerById: ReadonlyMap<string, Consumer>;
  readonly groups: readonly Group[];
  /** In document order of the first member; every consumer is in one. */
  readonly domains: readonly Domain[];
  readonly families: readonly Family[];
  readonly directMaps: readonly DirectMap[];
  readonly messages: readonly KernelMessage[];
  readonly reservedMemory: readonly ReservedMemory[];
  /** Said once per board: unknown IOMMU, default mask, first member... */
  readonly assumptions: readonly string[];
  readonly coverage: Coverage;
}
