/**
 * The picture of a board's IOVA spaces, before anyone draws it: a lane for each consumer, and in it, for each layout
 * that was asked for, the spans of its space from address 0 to the end of the picture, without gaps.
 *
 * It is made of the JSON report's values alone, and rounds nothing: every edge is an address there, one past one, or, where
 * what hardware takes ends within another range, one that is rounded to the consumer's granule as its allocator does.
 */
import type { Range } from "../../base/range.js";
import type { Family, ReservationView, WriteView } from "../schema.js";

/**
 * What a span is drawn as. Several may be true of it: the first of this list that is counts, and `Span` has the others.
 *
 * - `first-page`: never handed out, the page at address 0; part of no figure.
 * - `unreachable`: outside of the consumer's reach, that is its aperture, its DMA mask or its buses; part of no figure.
 * - `short`: needed and not kept, so the allocator may hand it out: what makes a layout unsafe.
 * - `usable`: what the allocator can hand out.
 * - `hardware`: taken by the IOMMU's driver or for PCI in every layout: neither need nor waste.
 * - `rounding`: kept because the allocator works in whole granules, and not needed, as far as the need is known.
 * - `wasted`: kept and not needed, whoever keeps it.
 * - `direct`: kept, and mapped to the same physical addresses.
 * - `needed`: kept, and a plan says that it must be. (Without a plan a node needs what its tree reserves: the kinds below say more.)
 * - `inherited`: kept because of what stands on the node that a runtime child shares.
 * - `shared`: kept because of another member of its domain.
 * - `reserved`: kept because of what is written for it.
 */
const spanKinds = [
  "first-page",
  "unreachable",
  "short",
  "usable",
  "hardware",
  "rounding",
  "wasted",
  "direct",
  "needed",
  "inherited",
  "shared",
  "reserved",
] as const;

export type SpanKind = (typeof spanKinds)[number];

/** How a range comes to be kept. */
export type Hold = "hardware" | "direct" | "inherited" | "shared" | "reserved";

/** A range as it is written, which the allocator rounds to granules. */
export interface Origin {
  readonly range: Range;
  readonly hold: Hold;
  /** In words, with nothing that a terminal would obey: who wrote it, and where. */
  readonly label: string;
  /** False: another member sets up the domain, or sysfs alone lists it. Then it keeps nothing. */
  readonly inEffect: boolean;
  /** Today's, as the JSON has it; null for what a layout would write. */
  readonly reservation: ReservationView | null;
  /** What a layout would write; null for what is there today. */
  readonly write: WriteView | null;
  /** Id of the other member of the domain whose it is; null for the consumer's own. */
  readonly through: string | null;
}

/** Within a span all is the same: who keeps it, who needs it. */
export interface Span extends Range {
  readonly kind: SpanKind;
  /** Within reach. */
  readonly isReachable: boolean;
  /** The allocator can hand it out. */
  readonly isUsable: boolean;
  /** In the consumer's need, within reach and not the hardware's; null where the need is unknown. */
  readonly isNeeded: boolean | null;
  /** Part of the figure `waste`; null where the need is unknown. */
  readonly isWasted: boolean | null;
  /** Kept, and in no range as it is written: the allocator's granules are larger. */
  readonly isRounding: boolean;
  /** Whatever is written for it or around it, also what keeps nothing. */
  readonly origins: readonly Origin[];
}

/** A consumer's space under one layout. */
export interface Space {
  /** From 0 to the picture's end, each beginning where the one before ends. */
  readonly spans: readonly Span[];
  readonly usableBytes: bigint;
  /** Null where the need is unknown. */
  readonly wasteBytes: bigint | null;
  readonly shortfallBytes: bigint | null;
}

export interface Lane {
  readonly id: string;
  /** As a reader of its family knows it. */
  readonly name: string;
  /** As a reader knows it who does not see its family. */
  readonly fullName: string;
  readonly granule: bigint;
  /** Null where it can address nothing. */
  readonly reach: Range | null;
  readonly group: string | null;
  /** One for each column of the picture; null where the layout is not evaluated for it. */
  readonly spaces: readonly (Space | null)[];
}

/** A device and those made from it: its members stand below it. */
export interface Cluster {
  /** The family's device, or the id of a consumer that belongs to none. */
  readonly parent: string;
  /** Null for a device that masters no DMA itself. */
  readonly head: Lane | null;
  readonly members: readonly Lane[];
}

/** A layout that is drawn. */
interface PictureColumn {
  /** `as-written`: the tree as it is today. */
  readonly layout: string;
  readonly title: string;
}

export interface Picture {
  /** As the user named it. */
  readonly input: string;
  readonly model: string | null;
  /** Today's first. */
  readonly columns: readonly PictureColumn[];
  /** From 0 to one past the last address that any consumer of the picture can reach. */
  readonly extent: Range;
  /** In document order of their first members. */
  readonly clusters: readonly Cluster[];
}

export const TODAY = "as-written";

export type FamilyLayout = Family["layouts"][number];

export const lanesOf = ({ clusters }: Pick<Picture, "clusters">): readonly Lane[] =>
  clusters.flatMap(({ head, members }) => (head === null ? members : [head, ...members]));
