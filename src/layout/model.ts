/** What a layout is, and what evaluating one on a family gives. */
import type { BehaviourId } from "../kernel/behaviours.js";
import type { Consumer, Family, System, Usable } from "../system/model.js";

export type LayoutId = "as-written" | "shared" | "runtime" | "child-nodes" | "iommu-ranges" | "dma-window";

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

/** All figures in bytes, clipped to the consumer's reach. Null where the consumer's need is unknown. */
export interface LayoutConsumer {
  readonly consumer: Consumer;
  readonly need: bigint | null;
  readonly reserved: bigint;
  readonly waste: bigint | null;
  readonly shortfall: bigint | null;
  /** The part of the waste that comes from rounding to granules. */
  readonly roundingLoss: bigint | null;
  readonly usable: Usable;
}

export interface LayoutResult {
  readonly id: LayoutId;
  readonly title: string;
  /** No consumer has a shortfall and no need is unknown. */
  readonly safe: boolean;
  /** The layout leaves at least one member nothing: never recommended. */
  readonly exhausted: boolean;
  /** Sums over the consumers whose need is known; null when none is. */
  readonly waste: bigint | null;
  readonly shortfall: bigint | null;
  /** How many consumers the totals leave out because their need is unknown. */
  readonly unknownNeeds: number;
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

/** Which layout to use, and why. */
export interface Verdict {
  /** The best safe layout that the kernel at hand supports; null when none is safe. */
  readonly now: LayoutId | null;
  /** The best safe layout if every kernel change under review were in; null when none is safe. */
  readonly best: LayoutId | null;
  /** One or two sentences: the figures that decided, and what stands in the way of `best`. */
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
  evaluate(family: Family, system: System): LayoutResult;
}
