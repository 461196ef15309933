/** What `check` adds to a run over boards: settings before each, a verdict after all. */
import type { BoardResult, BoardSettings, Diagnostic, Report } from "../index.js";
import type { ExitStatus } from "./exit-status.js";

export interface Reviewer {
  /** Of one input. Problems with a config file are told once, by `verdict`. */
  settings(path: string): Promise<BoardSettings>;
  /** Hides what need not be told. */
  review(board: BoardResult): BoardResult;
  /** Once every board is in, in whatever order: what concerns the run, and its statuses. */
  verdict(): { readonly diagnostics: readonly Diagnostic[]; readonly statuses: readonly ExitStatus[] };
  /** Writes what goes elsewhere than to the outputs. @returns what could not be written */
  publish(report: Report): readonly Diagnostic[];
}
