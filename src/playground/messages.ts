/** What page and worker say to each other. Files go over once, and then what changes of them. */
import type { Board, Problem, Suggestion } from "../index.js";
import type { SettingKey, Settings } from "./settings.js";

/** Text that is edited, or what was dropped, which is read when a board asks for it. */
export type Content = string | Blob;

export type Form = "patch" | "overlay" | "c" | "plan";

/** What is asked of which board. */
export interface Choice {
  readonly board: string;
  /** A path; null: the one beside the board, or what else is found for it. */
  readonly plan: string | null;
  /** In the order of their application. */
  readonly overlays: readonly string[];
  readonly settings: Settings;
  /** Ids; null: all devices, the best layout. */
  readonly device: string | null;
  readonly layout: string | null;
  readonly form: Form;
}

export interface Asked {
  /** Grows: an answer to an older one is not waited for any more. */
  readonly run: number;
  /** Since the question before; null: the file is gone. */
  readonly changes: readonly (readonly [path: string, content: Content | null])[];
  readonly choice: Choice;
}

export interface ReportTold {
  readonly kind: "report";
  readonly run: number;
  /** Null where a setting cannot be used. */
  readonly board: Board | null;
  readonly kernel: string;
  /** The SVG of `iova-plan map`, of today's tree and one below it; null where there is nothing to draw. */
  readonly map: string | null;
  /** What is wrong with the board and its plan, and with the config. */
  readonly problems: readonly Problem[];
  /** The setting that cannot be used, and why; null where all can. */
  readonly settingProblem: { readonly key: SettingKey; readonly text: string } | null;
  /** What a blob holds, as source; null for a board that is source. */
  readonly decompiled: string | null;
  /** What the analysis took. */
  readonly milliseconds: number;
}

export interface SuggestionTold {
  readonly kind: "suggestion";
  readonly run: number;
  readonly outcome: Suggestion["outcome"];
  /** What `iova-plan suggest` prints to standard output. */
  readonly text: string;
  /** And to standard error. */
  readonly notes: readonly string[];
  /** What a patch makes of the files. */
  readonly files: Suggestion["files"];
}

/** iova-plan itself failed. */
export interface DefectTold {
  readonly kind: "defect";
  readonly run: number;
  readonly message: string;
}

export type Told = ReportTold | SuggestionTold | DefectTold;
