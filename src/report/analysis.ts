/** What the stages found out about one input: what a report is made from. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { Statement } from "../base/statement.js";
import type { Suppression } from "../config/suppressions.js";
import type { FamilyLayouts } from "../layout/model.js";
import type { Candidate, Finding, SkippedCheck } from "../rule/engine/model.js";
import type { LayoutSimulation } from "../simulate/simulate.js";
import type { System, SystemOptions } from "../system/model.js";

export interface Analysis {
  /** The root's `model`; null if it has none. */
  readonly model: string | null;
  readonly system: System;
  readonly families: readonly FamilyLayouts[];
  /** The plan's workloads, played in every layout. */
  readonly simulations: readonly LayoutSimulation[];
  /** All that the rules found, gravest first, and what hides it: what follows is made of these. */
  readonly candidates: readonly Candidate[];
  /** What is told: nothing hides it, and no graver finding that is told says that it cannot be relied on. */
  readonly findings: readonly Finding[];
  /** What the plan asks; null without one. */
  readonly asked: readonly Statement[] | null;
  /** Checks that rest on something that a finding among those told says is broken. */
  readonly skippedChecks: readonly SkippedCheck[];
}

/** A file that an analysis rests on. */
export interface SourceHash {
  readonly file: string;
  readonly role: "input" | "overlay" | "include" | "plan";
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** One input and all that came of it. */
export interface BoardResult {
  /** As the user named it. */
  readonly input: string;
  /** The plan file; null if there is none. */
  readonly plan: string | null;
  readonly sources: readonly SourceHash[];
  /** Null when an error left nothing to analyse. */
  readonly analysis: Analysis | null;
  /** Every comment that was read and may speak for findings. */
  readonly suppressions?: readonly { readonly suppression: Suppression; readonly isUsed: boolean }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A part of an analysis. */
export interface Selection {
  /** Ids; null for all. */
  readonly layouts: readonly string[] | null;
  /** A path, an id such as `/soc/codec@a0#pixel`, or `&label`; null for all. */
  readonly device: string | null;
}

/** What was asked for, beside the inputs. */
export interface ReportOptions extends SystemOptions, Selection {}
