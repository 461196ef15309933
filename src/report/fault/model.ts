/** The JSON of `why --fault`: what each fault says, who can have sent it, and the verdict on its address. */
import type { Cause } from "../../fault/cause.js";
import type { Verdict } from "../../fault/explain.js";
import type { Access, FaultKind } from "../../fault/fault.js";
import type { AddressRange } from "../schema.js";
import type { Claim, Mistaken } from "../why/model.js";

interface StreamEntry {
  id: number;
  /** Bits of it that do not count. */
  mask: number;
  /** Consecutive ids that it stands for. */
  count: number;
  /** As in `iommus`; of an `iommu-map` entry, its output cells. */
  cells: number[];
}

export interface FaultConsumer {
  id: string;
  /** Null: the fault has no address. */
  verdict: Verdict | null;
  /** What of it covers the fault's stream; null where its name or its IOMMU alone says so. */
  stream: StreamEntry | null;
  /** The PCI function that the fault names. */
  pciFunction: string | null;
  /** Whether `id` says which function it is: that of a node, or of all that have none, does not. */
  idNamesFunction: boolean;
  group: string | null;
  groupReason: string | null;
  domainType: "dma" | "dma-fq" | "identity" | "none";
  reach: AddressRange | null;
  /** What keeps the address out of reach, and the bus that does. */
  cutBy: {
    kind: "first-page" | "aperture" | "dma-mask" | "bus" | "option";
    bus: string | null;
    allows: AddressRange;
  }[];
  heldBy: Claim[];
  lost: Claim[];
  /** A software MSI window, for instance. */
  listedOnly: Claim[];
  directMaps: AddressRange[];
  mistaken: Mistaken[];
  causes: Cause[];
}

export interface MemoryUse extends AddressRange {
  kind: "reserved-memory" | "framebuffer" | "registers" | "memory";
  path: string;
  /** Path of the boot loader's framebuffer in it. */
  framebuffer: string | null;
  /** Paths of the nodes whose `memory-region` names it. */
  namedBy: string[];
}

export interface FaultView {
  /** Id of the format, which is that of the driver; null, like line and text, if no log says it. */
  driver: string | null;
  /** 1-based, in the log. */
  line: number | null;
  text: string | null;
  /** Further faults that say the same. */
  repeats: number;
  /** Path of the IOMMU; null if it cannot be told. */
  iommu: string | null;
  /** As the message has it. */
  iommuName: string | null;
  iommuFoundBy: "name" | "address" | "only" | "nothing";
  /** Paths; all that it can be where it cannot be told. */
  iommuCandidates: string[];
  stream: number | null;
  larb: number | null;
  port: number | null;
  bank: number | null;
  pasid: number | null;
  /** The master as the message names it: Linux's name, or the hardware's. */
  master: string | null;
  address: string | null;
  access: Access | null;
  kind: FaultKind;
  consumers: FaultConsumer[];
  /** Nodes that have the stream and that Linux makes no device of. */
  absent: { path: string; reason: string; stream: StreamEntry }[];
  nearest: { owner: string; stream: StreamEntry }[];
  memory: MemoryUse[];
  /** Where no consumer can be named; else each consumer has its own. */
  causes: Cause[];
}

export interface FaultReport {
  schemaVersion: 1;
  tool: { name: string; version: string };
  kernelVersion: string;
  input: string;
  faults: FaultView[];
  /** Lines that look like a fault and were not understood. */
  unread: { line: number; text: string }[];
}
