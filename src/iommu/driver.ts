/** What an IOMMU driver of Linux decides about IOVA space: one file a driver in `drivers/`, read by `registry.ts`. */

import type { Range } from "../base/range.js";
import type { Bytes } from "../base/units.js";
import type { ReleasedBehaviourId } from "../kernel/behaviours.js";
import type { DtNode } from "../tree/tree.js";
import type { GroupPolicy } from "./grouping.js";
import { perDevice } from "./grouping-common.js";

export interface IdentityConsumer {
  readonly compatible: string;
  /** What of the kernel it came with; null if every release that was read has it. */
  readonly cameWith: ReleasedBehaviourId | null;
}

/** Where interrupts are written to. */
export interface MsiWindow {
  readonly range: Range;
  /**
   * `software`: a window of Linux's own, `msi` in sysfs for every device and never taken from the allocator.
   * `hardware`: the machine's doorbells, taken from the allocator as well. `pci-hardware`: those of PCI functions only.
   */
  readonly kind: "software" | "hardware" | "pci-hardware";
}

/** What a driver reserves for a device, by a property that only this driver reads. */
export interface DriverRegion {
  readonly property: string;
  readonly type: "reserved" | "direct";
  readonly start: bigint;
  readonly length: Bytes;
}

/** How a driver reads a fact that only the hardware knows; a driver without a reading has it fixed in its code. */
export interface FactReadings {
  /** Translated addresses, of IOMMUs with the stated width and smallest page in bytes. */
  readonly "input-bits"?: (bits: number, granule: bigint) => Range;
  readonly "output-bits"?: true;
  readonly "page-sizes"?: true;
  readonly "stream-id-bits"?: true;
  readonly "stream-map-entries"?: true;
  readonly "msi-window"?: MsiWindow["kind"];
}

/** A fact that only the hardware knows, as plans call it. */
export type IommuFact = keyof FactReadings;

export interface IommuDriver {
  /** `arm-smmu-v3`; the name that messages and reports use. */
  readonly id: string;
  /** The same for all variants and platforms of what is one driver to Linux. */
  readonly module: string;
  /** What assumptions call the IOMMUs of this kind; null: the driver's id. */
  readonly family: string | null;
  /** The driver binds to a node with any of these. */
  readonly compatible: readonly string[];
  /** For a variant of a driver: the node must have another compatible string that begins so. */
  readonly variantPrefix: string | null;
  /** Kernel file, and the releases in which it was read. */
  readonly source: string;
  /** What of the kernel it came with; null if every release that was read has it. */
  readonly cameWith: ReleasedBehaviourId | null;
  /** What the IOMMU translates; always forced, that is, an upper limit of every allocation. */
  readonly aperture: Range;
  /** The last byte of physical addresses that direct mappings can reach, plus 1; null if no limit is known. */
  readonly outputEnd: bigint | null;
  /** Devices with wider stream ids get no group; null if no limit is known. */
  readonly streamIdBits: number | null;
  /** Stream-map entries of a stream-matching SMMU; 0: it goes by the id alone. Null if no limit is known. */
  readonly streamMapEntries: number | null;
  /** Bytes, on a CPU with 4 KiB pages unless the hardware has only larger ones. */
  readonly granule: Bytes;
  readonly groups: GroupPolicy;
  /** What of the kernel makes the driver read `iommu-addresses`; null: nothing that is known. */
  readonly iommuAddresses: ReleasedBehaviourId | null;
  readonly msi: MsiWindow | null;
  /** What a device's own properties make it reserve, where it reads other ones than `iommu-addresses`. */
  readonly regions: ((node: DtNode) => readonly DriverRegion[]) | null;
  /** Consumers that get an identity domain by default. */
  readonly identity: "all" | readonly IdentityConsumer[];
  /** The only `#iommu-cells` with which the driver takes the IOMMU at all; null: it does not look. */
  readonly wantsCells: number | null;
  /** How many IOMMUs a device may be behind; null: one instance takes all its streams. */
  readonly mostInstances: {
    readonly count: number;
    readonly more: number;
    /** What of the kernel makes it `more`. */
    readonly moreWith: ReleasedBehaviourId;
  } | null;
  /** Where Linux warns when page tables refuse a direct mapping: file and function; null where it does not. */
  readonly pageTableWarning: string | null;
  /** The function in which Linux dereferences NULL when it maps a direct region, and what mended that; null: nowhere. */
  readonly directMapCrash: { readonly where: string; readonly mendedBy: ReleasedBehaviourId } | null;
  /** What the IOMMU is called in sysfs and in messages, with `%pa` for its registers' address; null: as its device. */
  readonly sysfsName: string | null;
  /** What else a reader must know, as one sentence; null if nothing. */
  readonly note: string | null;
  /** Which facts of the hardware it asks for, and what it makes of them. */
  readonly reads: FactReadings;
  /** The facts that somebody has stated of this IOMMU: none in the rows of the registry. */
  readonly stated: ReadonlySet<IommuFact>;
}

/** `[0, 2^bits)` */
export const apertureOfBits = (bits: number): Range => ({ start: 0n, end: 1n << BigInt(bits) });

/** 0x8000000 and 1 MiB: MSI_IOVA_BASE and MSI_IOVA_LENGTH in arm-smmu.c, arm-smmu-v3.h and virtio-iommu.c, 6.12. */
export const SOFTWARE_MSI: MsiWindow = { range: { start: 0x8000000n, end: 0x8100000n }, kind: "software" };

/** What most drivers have in common. */
export const plainDriver = {
  variantPrefix: null,
  cameWith: null,
  aperture: apertureOfBits(32),
  outputEnd: null,
  streamIdBits: null,
  streamMapEntries: null,
  granule: 4096n,
  groups: perDevice,
  iommuAddresses: null,
  msi: null,
  regions: null,
  identity: [],
  wantsCells: null,
  mostInstances: null,
  pageTableWarning: null,
  directMapCrash: null,
  family: null,
  sysfsName: null,
  note: null,
  reads: {},
  stated: new Set<IommuFact>(),
} as const satisfies Partial<IommuDriver>;

/** A note of drivers of 32-bit kernels. */
export const ARM32_NOTE = "a 32-bit Arm driver: kernels that map through arch/arm's own DMA code do not use dma-iommu";
