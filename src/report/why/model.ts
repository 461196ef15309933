/** The JSON of `why`: addresses and sizes as in the other reports, ends of ranges inclusive. */
import type { AddressRange, Location, Size } from "../schema.js";

/** A place with the text that stands there, so that a saved report can be shown without the source. */
export interface Place extends Location {
  /** The source line; null in a blob, a folder or beyond the text. */
  text: string | null;
  /** How many UTF-16 code units from `column` on are meant. */
  width: number;
  /** Includes and macros through which it was read, innermost first. */
  via: { kind: "include" | "macro"; name: string; file: string; line: number }[];
}

export interface Claim extends AddressRange {
  /** Id of the consumer whose reservation it is. */
  owner: string;
  type: "reserved" | "direct" | "msi";
  /** In whole granules; null for a region that wraps past 2^64. */
  rounded: AddressRange | null;
  byRoundingOnly: boolean;
  origin: "iommu-addresses" | "iommu-ranges" | "iommu-driver" | "pci-window" | "pci-inbound" | "runtime";
  /** Path of the region or the bridge, or what the driver takes; null for the others. */
  what: string | null;
  /** Id of the consumer whose node a runtime child shares. */
  inheritedFrom: string | null;
  /** The address as written, and each bus that moved it. */
  translatedFrom: string | null;
  movedBy: { bus: string; from: string; to: string }[];
  place: Place | null;
  /** The entry of `memory-region` (from 1) that names the region. */
  memoryRegion: { entry: number; place: Place } | null;
}

/** Memory at the address that people take for a reservation, and that is neither kept free nor mapped. */
export interface Mistaken extends AddressRange {
  kind: "reserved-memory" | "framebuffer";
  path: string;
  /** Path of the boot loader's framebuffer in it. */
  framebuffer: string | null;
  /** Whose `memory-region` names it: the consumer's own, or that of a node below it. */
  namedBy: "itself" | "node-below" | null;
  /** What would keep it free and map it one to one; null where no text would do. */
  remedy: {
    /** Path of the region that it belongs into; null where one has to be made. */
    region: string | null;
    iommuAddresses: string;
    /** What the consumer's `memory-region` has to name besides. */
    memoryRegion: string | null;
    /** Whether the IOMMU's driver reads it in this kernel. */
    honoured: boolean;
  } | null;
}

export interface WhyReport {
  schemaVersion: 1;
  tool: { name: string; version: string };
  kernelVersion: string;
  input: string;
  consumer: string;
  address: string;
  verdict: "free" | "reserved" | "out-of-reach";
  granule: Size;
  page: AddressRange;
  reach: AddressRange | null;
  limits: {
    kind: "first-page" | "aperture" | "dma-mask" | "bus" | "option";
    /** Path of the bus whose `dma-ranges` bounds the reach. */
    bus: string | null;
    allows: AddressRange;
    /** It is what keeps the address out. */
    cuts: boolean;
  }[];
  domain: {
    type: "dma" | "dma-fq" | "identity" | "none";
    id: string;
    /** Why its members share it. */
    sharing: "alone" | "parent-streams" | "group" | "unknown-iommu" | "same-streams";
    group: string | null;
    groupReason: string | null;
    members: string[];
    /** Id of the member that initialises it. */
    first: string;
  };
  honoursIommuAddresses: boolean;
  /** The free block around the address. */
  freeBlock: AddressRange | null;
  heldBy: Claim[];
  lost: Claim[];
  listedOnly: Claim[];
  movedAway: Claim[];
  wrapped: Claim[];
  refusedCalls: { owner: string; start: string; length: Size; result: string; reason: string | null; place: Place }[];
  directMaps: (AddressRange & { consumer: string })[];
  mistaken: Mistaken[];
  /** Members whose coming first would change the verdict. */
  otherwiseIfFirst: string[];
  /** What the binding's text says; null where it agrees with Linux on all of the consumer. */
  spec: { differs: boolean; claims: Claim[] } | null;
  assumes: string[];
}
