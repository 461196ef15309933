/** What a fault's message says, whichever driver printed it, before any board is looked at. */

/** Who sent the access, as far as the driver can tell. */
export type FaultSource =
  /** A stream, or endpoint, id as the IOMMU counts them. */
  | { readonly kind: "stream"; readonly id: number }
  /** MediaTek: a port of a local arbiter. */
  | { readonly kind: "larb"; readonly larb: number; readonly port: number }
  /** A context bank of the IOMMU; who uses it, only some drivers' trees tell. */
  | { readonly kind: "bank"; readonly bank: number }
  /** The master by Linux's name. */
  | { readonly kind: "device"; readonly name: string }
  /** The master by a name of the hardware's that no tree knows. */
  | { readonly kind: "client"; readonly name: string }
  | { readonly kind: "unsaid" };

export type Access = "read" | "write" | "execute";

export type FaultKind =
  /** Nothing is mapped at the address. */
  | "translation"
  /** It is mapped, and not for this access. */
  | "permission"
  /** It has more bits than the IOMMU, or its tables, take. */
  | "address-size"
  /** The IOMMU has no entry or table for the stream. */
  | "no-table"
  /** Reading a table, or the access itself, was answered with an error. */
  | "abort"
  | "other";

/** What a line adds to what is known; absent: nothing. */
export interface FaultFacts {
  readonly source?: FaultSource;
  /** Substream, process address space. */
  readonly pasid?: number;
  readonly address?: bigint;
  readonly access?: Access;
  readonly kind?: FaultKind;
  /** The next of the raw words that the IOMMU recorded: see `FaultFormat.decode`. */
  readonly word?: bigint;
}

export interface Fault {
  /** Id of the format that read it; null if no log says it. */
  readonly format: string | null;
  /** 1-based, of the first message. */
  readonly line: number | null;
  /** The first line as it stands in the log. */
  readonly text: string | null;
  /** Further faults that say the same. */
  readonly repeats: number;
  /** Linux's name of the IOMMU; null if no message has it. */
  readonly iommu: string | null;
  readonly source: FaultSource;
  readonly pasid: number | null;
  /** Null if the driver does not print one. */
  readonly address: bigint | null;
  readonly access: Access | null;
  readonly kind: FaultKind;
}

/** A fault as options of a command line describe it. */
export const faultOf = (said: {
  readonly iommu: string | null;
  readonly stream: number | null;
  readonly address: bigint | null;
}): Fault => ({
  format: null,
  line: null,
  text: null,
  repeats: 0,
  iommu: said.iommu,
  source: said.stream === null ? { kind: "unsaid" } : { kind: "stream", id: said.stream },
  pasid: null,
  address: said.address,
  access: null,
  kind: "translation",
});
