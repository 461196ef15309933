/** The config file (`iova-plan.config.yaml`) as values: what a project wants of `check`. */

import type { Severity } from "../base/diagnostic.js";
import type { Location } from "../base/source.js";
import type { Bytes } from "../base/units.js";
import type { PlannedExpectation } from "../plan/expectation.js";

/** What a finding of a rule counts as; `off` leaves the rule's findings out. */
export type RuleLevel = Severity | "off";

/** A size that something may waste, and where that was said. */
export interface Limit {
  /** Bytes, inclusive. */
  readonly bytes: Bytes;
  readonly location: Location;
}

/** A budget for one consumer, by the id that reports show. */
export interface ConsumerBudget {
  readonly consumer: string;
  readonly maxWaste: Bytes | null;
  /** Least bytes below its DMA limit. */
  readonly minUsable: Bytes | null;
  readonly location: Location;
}

export interface Budgets {
  /** Most bytes that any one consumer may waste. */
  readonly maxWaste: Limit | null;
  readonly maxFamilyWaste: Limit | null;
  readonly maxBoardWaste: Limit | null;
  readonly consumers: readonly ConsumerBudget[];
}

/** Whom something is expected of: one consumer as people name it, or every one whose node has a `compatible`. */
export type ExpectedOf =
  | { readonly by: "consumer"; readonly name: string }
  | { readonly by: "compatible"; readonly names: readonly string[] };

/** A profile that the config names, and where. */
export interface ConfigProfile {
  /** A shipped one's name, or a path from where the tool was started. */
  readonly name: string;
  readonly location: Location;
}

/** A plan that the config names for boards, and where. */
export interface ConfigPlan {
  /** From where the tool was started. */
  readonly path: string;
  readonly location: Location;
}

export interface ConfigExpectation {
  readonly of: ExpectedOf;
  readonly expect: PlannedExpectation;
  readonly location: Location;
}

/** What may be said for all boards as well as for some. */
export interface BoardSettings {
  readonly levels: ReadonlyMap<string, RuleLevel>;
  readonly budgets: Budgets;
  /** Bytes; less usable space than this is `space-low`. */
  readonly spaceLow: Bytes;
  readonly profiles: readonly ConfigProfile[];
  /** The one that wins first. */
  readonly plans: readonly ConfigPlan[];
  /** All of them hold. */
  readonly expectations: readonly ConfigExpectation[];
}

export interface ConfigOverride {
  /** Patterns over paths relative to the config file's folder. */
  readonly files: readonly string[];
  readonly levels: ReadonlyMap<string, RuleLevel>;
  readonly budgets: Budgets;
  readonly spaceLow: Bytes | null;
  readonly profiles: readonly ConfigProfile[];
  readonly plans: readonly ConfigPlan[];
  readonly expectations: readonly ConfigExpectation[];
}

export interface Config {
  readonly file: string;
  /** Findings of this severity and graver ones fail the run; null if not given. */
  readonly failOn: Severity | null;
  /** Notes are listed, and not counted alone. */
  readonly showsNotes: boolean;
  readonly levels: ReadonlyMap<string, RuleLevel>;
  readonly budgets: Budgets;
  readonly spaceLow: Bytes | null;
  readonly profiles: readonly ConfigProfile[];
  readonly plans: readonly ConfigPlan[];
  readonly expectations: readonly ConfigExpectation[];
  /** Later ones win. */
  readonly overrides: readonly ConfigOverride[];
}

export const noBudgets: Budgets = { maxWaste: null, maxFamilyWaste: null, maxBoardWaste: null, consumers: [] };

/** 1 MiB: less than this below the DMA limit is reported unless the config says another size. */
const DEFAULT_SPACE_LOW = 1n << 20n;

export const defaultSettings: BoardSettings = {
  levels: new Map(),
  budgets: noBudgets,
  spaceLow: DEFAULT_SPACE_LOW,
  profiles: [],
  plans: [],
  expectations: [],
};
