/** Who shares an IOMMU group, hence a domain, with whom: what a driver's `device_group` decides, device by device. */
import type { Range } from "../base/range.js";
import type { Kernel } from "../kernel/kernel.js";
import type { DtNode } from "../tree/tree.js";

/** An identity that stands for one group. */
export interface GroupToken {
  readonly serial: number;
}

/** How a driver forms groups. PCI functions follow PCI's rules where the driver gives each device its own. */
export interface GroupPolicy {
  /**
   * What stream ids are to it: entries with masks that devices share, the property of one device, names that may be
   * the same, or nothing.
   */
  readonly streams: "matched" | "owned" | "named" | "unused";
  /** For the devices of one board. */
  begin(tokens: GroupTokens): Grouping;
}

export interface Grouping {
  add(candidate: GroupCandidate): GroupOutcome;
  /** Undoes `add` for a device that fails later in its probe. */
  remove(candidate: GroupCandidate): void;
}

/** The groups of one board. */
export interface GroupTokens {
  readonly kernel: Kernel;
  /** A new group, for PCI functions that of all with the same key. */
  own(candidate: GroupCandidate): GroupToken;
  /** The same group for the same key; keys begin with what is specific to the driver. */
  shared(key: string): GroupToken;
}

/** A device with a working IOMMU, about to get a group. */
export interface GroupCandidate {
  readonly id: string;
  /** The name that the kernel's messages use. */
  readonly deviceName: string;
  /** The device's own; null for a PCI function without one. */
  readonly node: DtNode | null;
  readonly iommu: DtNode;
  readonly driver: GroupingDriver;
  readonly streams: readonly CandidateStream[];
  /** More devices or ids than can be told apart, as one: it meets nobody. */
  readonly isAggregate: boolean;
  /** Functions with the same key share by PCI's rules; null for other devices. */
  readonly pciKey: string | null;
  /** The first window of `dma-ranges` that counts for the device. */
  readonly dmaWindow: Range | null;
}

/** What of a driver decides about groups. */
interface GroupingDriver {
  readonly id: string;
  readonly groups: GroupPolicy;
  readonly streamIdBits: number | null;
  readonly streamMapEntries: number | null;
}

export interface CandidateStream {
  readonly iommu: DtNode;
  readonly id: number;
  readonly mask: number;
}

export type GroupOutcome =
  | { readonly ok: true; readonly group: GroupToken; readonly space: DriverSpace | null }
  /** `message` is the line that the kernel prints, null if none is known. */
  | {
      readonly ok: false;
      readonly reason: string;
      readonly message: string | null;
      /** What may cost others their IOMMU, too: null of a stream that is taken, which does not. */
      readonly refusal: "stream-width" | "stream-table" | "streams" | null;
    };

/** Where a driver gives the domain of a group a part of what the IOMMU translates. */
export interface DriverSpace {
  /** Distinct for each space of a driver. */
  readonly id: string;
  readonly aperture: Range;
  /** Taken from the allocator for every device of the group, and why. */
  readonly reserved: readonly { readonly range: Range; readonly what: string }[];
}

export const joined = (group: GroupToken, space: DriverSpace | null = null): GroupOutcome => ({
  ok: true,
  group,
  space,
});

/** A stream whose id the IOMMU does not know. */
export function wideStream({
  driver,
  streams,
}: GroupCandidate): { readonly id: number; readonly reason: string } | null {
  const { streamIdBits: bits } = driver;
  const wide = bits === null ? undefined : streams.find(({ id }) => id >= 2 ** bits);
  if (wide === undefined) return null;
  return {
    id: wide.id,
    reason: `its stream id 0x${wide.id.toString(16)} has more than the ${bits} bits of its IOMMU's`,
  };
}

/** A policy that remembers nothing between devices. */
export const stateless = (
  streams: GroupPolicy["streams"],
  groupOf: (candidate: GroupCandidate, tokens: GroupTokens) => GroupOutcome,
): GroupPolicy => ({
  streams,
  begin: (tokens) => ({ add: (candidate) => groupOf(candidate, tokens), remove: () => {} }),
});
