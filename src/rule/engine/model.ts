/** What a rule is, what it is given and what it finds. */
import type { RelatedLocation, Severity } from "../../base/diagnostic.js";
import type { Place } from "../../base/place.js";
import type { Location } from "../../base/source.js";
import type { BoardSettings } from "../../config/model.js";
import type { FamilyLayouts } from "../../layout/engine/model.js";
import type { Plan } from "../../plan/model.js";
import type { LayoutSimulation } from "../../simulate/simulate.js";
import type { System } from "../../system/model.js";
import type { Edit } from "../../tree/edit.js";

/** Everything known about one board. */
export interface RuleInput {
  readonly system: System;
  readonly families: readonly FamilyLayouts[];
  readonly plan: Plan | null;
  /** The workloads of the plan, played in every layout; empty where it has none. */
  readonly simulations: readonly LayoutSimulation[];
  readonly settings: BoardSettings;
}

/** Something that can be broken, and that findings can rest on: a consumer, or what one region says for one device. */
export interface Subject {
  /** Two subjects are the same if their keys are. */
  readonly key: string;
  /** What people know it by: a path or an id. */
  readonly name: string;
}

/** What a rule says about one place of a board. */
export interface Observation {
  /** Id of the consumer that it is about; null where no one consumer is. */
  readonly consumer: string | null;
  /** One sentence without a final stop, with the numbers that it rests on; names from the input may be hostile. */
  readonly message: string;
  readonly location: Location;
  /** The arithmetic, and what Linux does: a line each. */
  readonly details: readonly string[];
  /** The next step: what to write instead. */
  readonly help: string | null;
  /** Where the next step is certain: what does it. */
  readonly edit?: Edit;
  readonly related?: readonly RelatedLocation[];
  /** Only where it differs from the rule's. */
  readonly severity?: Severity;
  /** What it rests on: where a rule that this one needs has found that broken, and says so, this is left unsaid. */
  readonly about: readonly Subject[];
  /** What it finds broken, for rules that need this one; absent: nothing that another's words rest on. */
  readonly breaks?: readonly Subject[];
  /**
   * What tells it from the rule's other observations about the same consumer. Part of the fingerprint: it must hold
   * no line, no phandle and no index that an edit elsewhere changes.
   */
  readonly key: string;
}

export interface Rule {
  /** The file's name. */
  readonly id: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters, and who says so: kernel function and version, binding, or the report that it comes from. */
  readonly why: string;
  /** How it is put right. */
  readonly fix: string;
  /** Where these find broken what a finding of this rule rests on, it is left unsaid: one root cause, one report. */
  readonly needs: readonly Rule[];
  check(input: RuleInput): readonly Observation[];
}

export const defineRule = (rule: Rule): Rule => Object.freeze(rule);

/** An observation with its rule and its identity: plain values, for it outlives the tree that it is about. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly consumer: string | null;
  readonly message: string;
  readonly place: Place;
  readonly details: readonly string[];
  readonly help: string | null;
  readonly related: readonly { readonly message: string; readonly place: Place }[];
  /** Of what the fingerprint is made: the rule, the consumer and what tells it from the rule's other findings there. */
  readonly identity: readonly string[];
  /** 32 hexadecimal digits: the same for the same finding in source and blob, after line shifts and renumbering. */
  readonly fingerprint: string;
  /** The same for a finding and its mirror image, such as "a and b overlap" and "b and a overlap". */
  readonly kin: string;
}

/** What keeps a finding from being told, whatever else is found. */
export type HiddenBy = "level" | "comment" | "selection" | "baseline";

/** A finding that may be told. What is told in the end, `settle` decides: it depends on what else is. */
export interface Candidate {
  readonly finding: Finding;
  readonly about: readonly Subject[];
  readonly breaks: readonly Subject[];
  readonly hiddenBy: HiddenBy | null;
  /** Findings, at least as grave, that say why this one cannot be relied on; it is told where none of them is. */
  readonly restsOn: readonly Cause[];
}

export interface Cause {
  readonly rule: string;
  readonly fingerprint: string;
  /** What is broken: a path or an id. */
  readonly subject: string;
}

/** A rule that would have had something to say, but for what another found broken. */
export interface SkippedCheck {
  readonly rule: string;
  /** The rule that found the root cause. */
  readonly because: string;
  /** What is broken: a path or an id. */
  readonly subject: string;
}

export interface Findings {
  /** Gravest first, then by place. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly SkippedCheck[];
}
