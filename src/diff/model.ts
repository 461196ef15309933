/**
 * What a change of a board does to those who use its IOVA space: effects, never text. A value holds no tree, so that
 * the changes of a thousand boards fit in memory.
 */

import type { Range } from "../base/range.js";
import type { Statement } from "../base/statement.js";
import type { Bytes } from "../base/units.js";
import type { LayoutId } from "../layout/engine/model.js";
import type { Finding } from "../rule/engine/model.js";
import type { Consumer, ReservationOrigin, ReservationType, Usable } from "../system/model.js";

/** What is asked of one side. */
export interface Asked {
  /** By the side's own plan; null if it has none. */
  readonly plan: readonly Statement[] | null;
  /** By the config that speaks for the side; null where that cannot be used. */
  readonly config: readonly Statement[] | null;
}

/**
 * Ranges that are kept from a consumer for one reason. Touching and overlapping ranges of the same kind are one,
 * however they are spelt and in whichever region nodes they stand.
 */
export interface ReservedRange {
  readonly start: bigint;
  /** Inclusive; below `start` where a size was 0 or wraps past 2^64. */
  readonly last: bigint;
  readonly type: ReservationType;
  readonly inAllocator: boolean;
  /** Who wrote it: no released kernel reads `iommu-ranges`, so the same range written there is another effect. */
  readonly origin: ReservationOrigin["kind"];
  /** The consumer whose node a runtime child shares; null for its own. */
  readonly inheritedFrom: string | null;
}

export const rangeKey = ({ start, last, ...kind }: ReservedRange): string => `${start}-${last} ${rangeKindKey(kind)}`;

export const rangeKindKey = ({
  type,
  inAllocator,
  origin,
  inheritedFrom,
}: Omit<ReservedRange, "start" | "last">): string =>
  [type, inAllocator ? "held" : "listed", origin, inheritedFrom ?? ""].join("\0");

export interface Reserved {
  readonly reservations: readonly ReservedRange[];
}

export interface Grouping {
  /** Ids of the domain's members, itself included, in the order of their names; null for one alone without a group. */
  readonly members: readonly string[] | null;
  /** Why it has no group; null with one. */
  readonly reason: string | null;
  readonly domainType: Consumer["domainType"];
  /** The member that sets up the domain, where that decides what is reserved and a plan says who it is; else null. */
  readonly first: string | null;
}

/** What one side's layout of a family amounts to. Bytes. */
export interface LayoutFigures {
  readonly id: LayoutId;
  readonly safe: boolean;
  readonly exhausted: boolean;
  readonly waste: Bytes | null;
  readonly shortfall: Bytes | null;
}

/** The layouts that differ, and the verdict. */
export interface FamilyFigures {
  readonly layouts: readonly LayoutFigures[];
  readonly now: LayoutId | null;
  readonly best: LayoutId | null;
}

/** What another kernel makes of a consumer. */
export interface Elsewhere {
  /** `7.1`, or what was posted. */
  readonly kernel: string;
  /** Why it gets no IOMMU there; null where it does. */
  readonly problem: string | null;
  /** What it can be handed there; null where that is not worked out. */
  readonly usable: Usable | null;
  /** What is kept from it here, and not there. Half-open bytes. */
  readonly lost: readonly Range[];
}

/** What it could be handed with no reservation at all; empty where that is nothing. Half-open bytes. */
interface Reaching {
  readonly reach: Range;
}

/** What can be handed out, of what could be. */
export interface UsableOfReach extends Usable, Reaching {}

/** A consumer that only one side has. */
export interface ConsumerFigures extends Reserved, Grouping, Reaching {
  readonly usable: Usable;
  readonly elsewhere: readonly Elsewhere[];
}

/** What stands on one side of streams that have gone over from one consumer to another. */
export interface StreamUser extends Reserved, Reaching {
  /** Id. */
  readonly consumer: string;
  readonly usable: Usable;
}

interface HandedOver {
  /** `0x1940`, `<0x800 0x440>`. */
  readonly streams: readonly string[];
  /** What was kept from the old consumer's allocator, and is not from the new one's. Half-open bytes. */
  readonly lost: readonly Range[];
}

/** By what a consumer is known whose id is another: labels, registers with streams, or the parent that it is still below. */
export type MatchedBy = "label" | "streams" | "parent";

/** What keeps addresses from a consumer under the kernel asked for. Half-open bytes. */
export interface Protection {
  /** Reserved for it, and not handed out to it. */
  readonly kept: readonly Range[];
  /** Mapped one to one for it. */
  readonly mapped: readonly Range[];
  /** An IOMMU translates for it, in a domain of the DMA API. */
  readonly isTranslated: boolean;
  /** Why none does, where Linux says so. */
  readonly reason: string | null;
}

/** What another kernel no longer does for a consumer. */
export interface LossElsewhere {
  /** `7.1`, `7.3+iommu-ranges`. */
  readonly kernel: string;
  /** Empty: what is lost under the kernel asked for is not lost there. */
  readonly lost: readonly Range[];
  /** Why it gets no IOMMU there any more; null where that did not change. */
  readonly problem: string | null;
}

interface Lost {
  /** What was kept from it and may be handed to it now; with a plan, of what it needs. */
  readonly lost: readonly Range[];
  /** What was mapped one to one and is not any more. */
  readonly unmapped: readonly Range[];
  /** Kernels under which something else is lost. */
  readonly elsewhere: readonly LossElsewhere[];
}

/** Where a consumer is in the tree. */
interface Standing {
  /** Id. */
  readonly consumer: string;
  readonly path: string;
}

interface Moved {
  /** `parent`: it is where it was below a consumer that has another path. */
  readonly how: "renamed" | "moved" | "parent";
  readonly matchedBy: MatchedBy;
}

interface About {
  /** Id of the consumer, or the family's device for a layout; null for a finding about no one consumer. */
  readonly consumer: string | null;
  /** Runtime children only. */
  readonly name: string | null;
}

interface Between<Kind extends string, Value> extends About {
  readonly kind: Kind;
  readonly before: Value;
  readonly after: Value;
}

interface Appearing<Kind extends string, Value> extends About {
  readonly kind: Kind;
  readonly before: null;
  readonly after: Value;
}

interface Vanishing<Kind extends string, Value> extends About {
  readonly kind: Kind;
  readonly before: Value;
  readonly after: null;
}

/** What a plan or a config asks, before and after; null where it asks nothing. */
export interface AskedChange extends About {
  readonly kind: "plan" | "config";
  readonly before: Statement | null;
  readonly after: Statement | null;
  /** Something that was held to before is so no more, or less strictly. */
  readonly asksLess: boolean;
}

export type Change =
  | AskedChange
  | (Between<"protection-lost", Protection> & Lost)
  | (Between<"consumer-moved", Standing> & Moved)
  | Between<"usable", UsableOfReach>
  | Between<"reservation", Reserved>
  | Between<"group", Grouping>
  | Between<"layout", FamilyFigures>
  | Appearing<"consumer-added", ConsumerFigures>
  | Vanishing<"consumer-removed", ConsumerFigures>
  | (Between<"streams-handed-over", StreamUser> & HandedOver)
  | Appearing<"finding-new", Finding>
  | Vanishing<"finding-fixed", Finding>;

/** A consumer's id in its parts. */
export interface ConsumerName {
  readonly id: string;
  /** Of its node, or of the device or bridge that stands for it. */
  readonly path: string;
  /** Runtime children only. */
  readonly name: string | null;
  /** `bus:device.function` of a PCI function without a node of its own, or `*` for all of its bridge's; else null. */
  readonly pciFunction: string | null;
}
