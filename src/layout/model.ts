/** What a layout is, and what evaluating one on a family gives. */
import type { Consumer, Family, System, Usable } from "../system/model.js";

export type LayoutId = "as-written" | "shared" | "runtime" | "child-nodes" | "iommu-ranges" | "dma-window";

/** What a layout asks of the people who would use it. */
export interface LayoutRequirements {
  /** `released`: in the named release and later. `under-review`: posted, in no release. */
  readonly kernel:
    | { readonly status: "released"; readonly since: string }
    | { readonly status: "under-review"; readonly what: string };
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
  /** What the reader must know to believe the figures: shared domains, refused calls, ignored properties. */
  readonly notes: readonly string[];
}

export interface FamilyLayouts {
  readonly family: Family;
  readonly layouts: readonly LayoutResult[];
}

/** One way of writing a family's needs down: a frozen value, one file each. */
export interface Layout {
  readonly id: LayoutId;
  readonly title: string;
  evaluate(family: Family, system: System): LayoutResult;
}
