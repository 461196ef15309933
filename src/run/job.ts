/**
 * What is asked of one board, and what comes of it: plain values both, so that a job can be done anywhere, in any order,
 * and its result be sent, kept and put together with those of other boards later.
 */

import type { Severity } from "../base/diagnostic.js";
import type { Problem } from "../base/problem.js";
import type { Statement } from "../base/statement.js";
import type { Bytes } from "../base/units.js";
import type { Suppression } from "../config/suppressions.js";
import type { BoardFacts } from "../diff/facts.js";
import type { Fault } from "../fault/fault.js";
import type { FaultReport } from "../report/fault/schema.js";
import type { BoardFigures, WrittenFigures } from "../report/figures.js";
import type { SimulateReport } from "../report/simulate/schema.js";
import type { VerifyReport } from "../report/verify/schema.js";

import type { WhyReport } from "../report/why/schema.js";
import type { Candidate } from "../rule/engine/model.js";
import type { ExpectationMatch } from "../rule/facts/expected.js";
import type { TextEdit } from "../suggest/edited-file.js";
import type { SystemOptions } from "../system/model.js";
import type { Trace } from "../trace/model.js";
import type { CapturedGroup } from "../verify/capture.js";
import type { RunningKernel } from "../verify/running.js";
import type { ReadOptions, TreeInput } from "./load.js";
import type { SourceHash } from "./sources.js";

export interface BoardJob<K extends Kind = Kind> extends ReadOptions {
  readonly input: TreeInput;
  /** What reports call the input. */
  readonly name: string;
  readonly plan: PlanChoice;
  /** Plans of the other side of a diff, for what the board's own say nothing of. */
  readonly lent?: readonly LentPlan[];
  /** Whose `plans` count where it is not `config`. */
  readonly planConfig?: ConfigChoice;
  /** Paths by label, for a tree that has no labels of its own: a plan may speak of them. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly system?: Partial<SystemOptions>;
  /** Names or paths of profiles, before those of the config. */
  readonly profiles?: readonly string[];
  /** Absent: the rules' own levels, and no budget. */
  readonly config?: ConfigChoice;
  /** Findings keep the rules' own severities: `withConfig` applies what the config says of them. Default: false. */
  readonly isUnleveled?: boolean;
  readonly question: Question<K>;
}

/**
 * The board's own plan. `beside`: the one that lies beside the input, if there is one. `none`: neither that nor any plan
 * that is found otherwise.
 */
export type PlanChoice = "beside" | "none" | NamedPlan;

interface NamedPlan {
  readonly path: string;
  /** What reports call it. */
  readonly name: string;
  /** It is named for several boards, of which one may lack what it names. */
  readonly isShared: boolean;
}

/** Where the board lacks what it names, that is no mistake; where it fits no other way, the board is read without. */
export interface LentPlan extends NamedPlan {
  /** Of another state of the board. */
  readonly mayMisfit: boolean;
}

/** The user's option; beside the board; the config; beside what the board includes; the other side of a diff. */
export type PlanSource = "named" | "beside" | "config" | "include" | "lent";

/** A plan that a board was examined with. */
export interface PlanUse {
  readonly path: string;
  readonly name: string;
  readonly from: PlanSource;
  readonly isShared: boolean;
  /** What it names and the board lacks, which is no mistake where others have it. */
  readonly lacking: readonly Problem[];
}

export interface ConfigChoice {
  /** Null: the nearest one upwards. */
  readonly file: string | null;
  /** The input that is meant where a config says something else for some boards; `.` for none. */
  readonly board: string;
  /** Bytes; what `--max-waste` says. */
  readonly maxWaste: Bytes | null;
}

/** A part of a board. */
export interface Selection {
  /** Ids; null for all. */
  readonly layouts: readonly string[] | null;
  /** A path, an id such as `/soc/codec@a0#pixel`, or `&label`; null for all. */
  readonly device: string | null;
}

/** What may be asked, by its kind. */
interface Questions {
  /** Figures and findings, for a report over one or many boards. */
  readonly report: { readonly selection: Selection };
  /** What a diff compares. `config`: the one around this very board. `labels`: whether the other side may need them. */
  readonly side: { readonly config: ConfigChoice; readonly labels: boolean };
  readonly why: { readonly device: string; readonly address: bigint };
  readonly fault: { readonly faults: readonly Fault[]; readonly unread: readonly FaultReport["unread"][number][] };
  readonly verify: {
    readonly groups: readonly CapturedGroup[];
    readonly running: RunningKernel | null;
    /** Where the groups were read. */
    readonly capture: string;
  };
  readonly simulate: {
    /** Of the workloads; default 1. */
    readonly seed?: number;
    /** Played instead of the plan's workloads. */
    readonly trace: { readonly file: string; readonly trace: Trace } | null;
    /** The consumer that a trace's events without a device are of; of workloads, the only one that is shown. */
    readonly device: string | null;
  };
  readonly suggest: {
    readonly form: "patch" | "overlay" | "c" | "plan";
    /** Id; null for the best that the form can write. */
    readonly layout: string | null;
    /** A device, its child or its label; null for all. */
    readonly device: string | null;
    /** All boards that read any of some files. Asked where the files are: such a question is sent to no other thread. */
    readonly reaching: (files: readonly string[]) => Promise<readonly string[]>;
  };
  /** A starter plan. `device`: for this one alone; null for all. */
  readonly init: { readonly device: string | null };
  readonly dump: { readonly stage: "text" | "tokens" | "tree" | "system" };
}

export type Kind = keyof Questions;

export type Question<K extends Kind = Kind> = { readonly [P in K]: { readonly kind: P } & Questions[P] }[K];

export interface Answers {
  readonly report: ReportAnswer;
  readonly side: SideAnswer;
  readonly why: Found<WhyReport>;
  readonly fault: FaultReport;
  readonly verify: VerifyReport;
  readonly simulate: Found<SimulateReport>;
  readonly suggest: Found<Suggestion>;
  readonly init: Found<string>;
  readonly dump: string;
}

/** What to send, and the proof that it does what it says. */
export interface Suggestion {
  readonly outcome: "written" | "nothing" | "refused";
  /** Why it is none, or what else is to be done. */
  readonly said: readonly string[];
  /** All of it, but a patch. */
  readonly text: string;
  /** What a patch changes. */
  readonly files: readonly { readonly path: string; readonly before: string; readonly after: string }[];
  /** Of a patch and an overlay. */
  readonly proof?: {
    readonly members: readonly Proven[];
    /** Notes that were not there before. */
    readonly newNotes: number;
    /** Boards that were analysed before and after. */
    readonly boards: number;
    /** The kernel for which it is proven. */
    readonly kernel: string;
  };
}

/** A member of a family whose layout is suggested, before and after. Null where its need is unknown. */
export interface Proven {
  readonly before: string;
  readonly after: string;
  readonly layout: string;
  readonly wasteBefore: Bytes | null;
  readonly wasteAfter: Bytes | null;
  readonly shortBefore: Bytes | null;
  readonly shortAfter: Bytes | null;
}

interface ReportAnswer {
  /** Written where they go no further than to a report. */
  readonly figures: BoardFigures | WrittenFigures;
  /** All that the rules found; what is told of it depends on the run. */
  readonly candidates: readonly Candidate[];
  /** What would end some of that; nothing is proven of it yet. */
  readonly fixes: readonly Fix[];
}

/** What is certain to end a finding, as far as its rule can know. */
export interface Fix {
  /** Of the finding. */
  readonly fingerprint: string;
  /** Ways to write it, the best first. */
  readonly ways: readonly FileChange[];
}

/** A change of a source file as the board reads it. */
export interface FileChange {
  readonly path: string;
  /** They do not overlap. */
  readonly edits: readonly TextEdit[];
}

interface SideAnswer {
  readonly facts: BoardFacts;
  /** What the board's own plans ask, those not lent to it; null without one. */
  readonly plan: readonly Statement[] | null;
  /** What the board's own config asks; null where that cannot be used. */
  readonly config: readonly Statement[] | null;
  readonly configProblems: readonly Problem[];
  /** Paths by label, if they were asked for. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ids of what the board's own plans speak of. */
  readonly planned: readonly string[];
}

/** A device that the question names, if the board has it. */
export type Found<T> =
  | { readonly isFound: true; readonly value: T }
  | { readonly isFound: false; readonly message: string; readonly hint: string | null };

export interface BoardResult<K extends Kind = Kind> {
  readonly name: string;
  /** The one that wins first. */
  readonly plans: readonly PlanUse[];
  /** None where they are written with the figures. */
  readonly sources: readonly SourceHash[];
  readonly problems: readonly Problem[];
  /** Null where none was looked for, or found. */
  readonly config: ConfigUse | null;
  /** Every comment that was read and may speak for findings. */
  readonly comments: readonly CommentUse[];
  /** Whether the board has what the config expects something of, wherever it lies. */
  readonly matches: readonly ExpectationMatch[];
  /** Null where there is an error among the problems: figures for half a board would be believed. */
  readonly answer: Answers[K] | null;
}

/** A config that speaks for a board. */
export interface ConfigUse {
  readonly file: string;
  /** Findings of this severity and graver ones fail the run; null if it does not say. */
  readonly failOn: Severity | null;
  readonly showsNotes: boolean;
  /** Why it could not be used. */
  readonly problems: readonly Problem[];
}

export interface CommentUse {
  readonly suppression: Suppression;
  readonly isUsed: boolean;
}
