/** What a layout is, and what evaluating one on a family gives. */
import type { Bytes } from "../../base/units.js";
import type { BehaviourId } from "../../kernel/behaviours.js";
import type { Consumer, Family, System, Usable } from "../../system/model.js";
import type { Proposal } from "./proposal.js";

/** The name of the layout's file. */
export type LayoutId = string;

/** What a layout asks of the people who would use it. */
export interface LayoutRequirements {
  /**
   * `any`: no call for anything. `released`: in the named release and later. `under-review`: posted, in no release; its
   * `behaviour` is null where no kernel can be asked for with the series.
   */
  readonly kernel:
    | { readonly status: "any" }
    | { readonly status: "released"; readonly since: string; readonly behaviour: BehaviourId }
    | { readonly status: "under-review"; readonly what: string; readonly behaviour: BehaviourId | null };
  /** Each member needs stream ids of its own. */
  readonly ownStreams: boolean;
  readonly deviceTreeChange: boolean;
  readonly driverChange: boolean;
}

/** Why a driver did not get at run time what the layout has it ask for. */
export interface LayoutFailure {
  /** `call`: some range is not reserved. `probe`: the driver gives up, and its device is not there at all. */
  readonly what: "call" | "probe";
  readonly result: "ENODEV" | "EINVAL" | "ENOMEM" | "refused";
  /** A sentence without its final stop. */
  readonly reason: string;
}

/** All figures in bytes, clipped to the consumer's reach. Null where the consumer's need is unknown. */
export interface LayoutConsumer {
  readonly consumer: Consumer;
  readonly need: Bytes | null;
  readonly reserved: Bytes;
  readonly waste: Bytes | null;
  readonly shortfall: Bytes | null;
  /** The part of the waste that comes from rounding to granules. */
  readonly roundingLoss: Bytes | null;
  readonly usable: Usable;
  /** The first thing that its driver asks for and does not get; null if it gets all. */
  readonly failure: LayoutFailure | null;
}

export interface LayoutResult {
  readonly id: LayoutId;
  readonly title: string;
  /** What would be written where; null for what is there today. */
  readonly proposal: Proposal | null;
  /** No consumer has a shortfall, no need is unknown and no driver gives up. */
  readonly safe: boolean;
  /** The layout leaves at least one member nothing: never recommended. */
  readonly exhausted: boolean;
  /** Sums over the consumers whose need is known; null when none is. */
  readonly waste: Bytes | null;
  readonly shortfall: Bytes | null;
  /** How many consumers the totals leave out because their need is unknown. */
  readonly unknownNeeds: number;
  /** In the family's order. */
  readonly consumers: readonly LayoutConsumer[];
  readonly requires: LayoutRequirements;
  /**
   * Members that share a domain end up with more, or with less, than the layout writes for each of them: the figures
   * are what the shared domain really gives, and `notes` says who shares it.
   */
  readonly defeatedByGroups: boolean;
  /** What the reader must know to believe the figures: shared domains, refused calls, ignored properties. */
  readonly notes: readonly string[];
}

/** Which layout to use, and why. Only safe layouts that leave every member something are named. */
export interface Verdict {
  /** The best that the kernel at hand supports. */
  readonly now: LayoutId | null;
  /** The best that some later release supports, if it wastes less than `now`. */
  readonly later: LayoutId | null;
  /** The best if every kernel change under review were in. */
  readonly best: LayoutId | null;
  /** The one to use: `now`, else `later`, else `best`. */
  readonly recommended: LayoutId | null;
  /** What is there today leaves open what some member must avoid. */
  readonly unsafeToday: boolean;
  /** One or two sentences: the figures that decided, and what stands in the way of the rest. */
  readonly reason: string;
}

export interface FamilyLayouts {
  readonly family: Family;
  /** In the registry's order. */
  readonly layouts: readonly LayoutResult[];
  readonly verdict: Verdict;
}

/** One way of writing a family's needs down: a frozen value, one file each. */
export interface Layout {
  readonly id: LayoutId;
  readonly title: string;
  /** Its place in reports; of layouts that are equal in all else the smaller wins. */
  readonly order: number;
  /** What it would write where; null: nothing, it is what is there today. */
  propose(family: Family, system: System): Proposal | null;
}
