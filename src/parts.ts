/**
 * What the command line is made of beyond the public API: jobs and the review of a run, the sides of a diff, captures,
 * faults, traces, profiles. No other program is promised these names.
 */
export type { RelatedLocation } from "./base/diagnostic.js";
export type { PlainLocation } from "./base/place.js";
export { problemKey, problemOf } from "./base/problem.js";
export type { Location, Position, Span, Via } from "./base/source.js";
export type { Watch } from "./base/watch.js";
export { baselineText } from "./config/baseline.js";
export { isTreeFolder } from "./dtb/folder.js";
export { blobOfFiles } from "./dtb/packed-folder.js";
export { type IncludeNames, includeNames } from "./dts/include-names.js";
export { treeRootOf } from "./dts/kernel-includes.js";
export { type DtsLimits, defaultDtsLimits } from "./dts/options.js";
export { type Fault, faultOf } from "./fault/fault.js";
export { faultFormats } from "./fault/formats.js";
export { type FaultLog, readFaults } from "./fault/read.js";
export { allocatorModels } from "./iova/models.js";
export { type SortKey, sortKeys } from "./report/arrange.js";
export { unitedFixes } from "./report/check/fixes.js";
export { assumptionText, rulesText, ruleText } from "./report/check/rules.js";
export { type DiffBoardView, diffBoardView, diffView } from "./report/diff/view.js";
export { DEFECT } from "./report/failures.js";
export type { FaultReport } from "./report/fault/schema.js";
export { isWritten } from "./report/figures.js";
export type { Piece } from "./report/format.js";
export type { DiffShard, Shard, ShardHead } from "./report/shard-schema.js";
export type { SimulateReport } from "./report/simulate/schema.js";
export { boardView, type ReportOptions, reportOver, reportView, writtenFigures } from "./report/view.js";
export type { Candidate, Findings, HiddenBy, SkippedCheck } from "./rule/engine/model.js";
export { analyzeBoard } from "./run/analyze-board.js";
export {
  type Comparison as BoardComparison,
  compareBoards,
  failedSide,
  type MissingSide,
  NOT_COMPARED,
  type Side as DiffSide,
  type SideSummary,
} from "./run/compare-boards.js";
export { CONFIG_NAME, findConfig, loadConfig, pathFrom } from "./run/config.js";
export { diffProblems } from "./run/diff-verdict.js";
export { dumpStages } from "./run/dump.js";
export type {
  Answers,
  BoardJob,
  BoardResult,
  ConfigChoice,
  ConfigUse,
  FileChange,
  Fix,
  Kind,
  PlanChoice,
  PlanUse,
  Question,
  Selection,
} from "./run/job.js";
export { lackedByAll } from "./run/lacking.js";
export { formOf, includeFoldersOf, isOverlayFile } from "./run/load.js";
export { type FixedFile, proveFixes } from "./run/prove-fixes.js";
export {
  plainRun,
  type RunOptions,
  type RunResult,
  type RunReview,
  type RunStatus,
  reviewRun,
  runStatus,
} from "./run/review.js";
export { diffShardOf, type PlacedComparison } from "./run/saved/diff-facts.js";
export { readSaved, type Saved, savedCommands } from "./run/saved/read.js";
export { type PlacedPart, shardOf } from "./run/saved/shard-facts.js";
export { wholeOf } from "./run/saved/whole.js";
export type { WholeDiff } from "./run/saved/whole-diff.js";
export type { WholeRun } from "./run/saved/whole-run.js";
export { notSimulated } from "./run/simulate.js";
export { suggestible } from "./suggest/draft.js";
export { distinctEdits, editedText } from "./suggest/edited-file.js";
export { assumptions } from "./system/assumption.js";
export type { Trace } from "./trace/model.js";
export { readTrace } from "./trace/read.js";
export type { CapturedDevice, CapturedGroup, CapturedRegion } from "./verify/capture.js";
export { type Capture, captureOf, LIVE_GROUPS, readCapture } from "./verify/read.js";
export { type RunningKernel, releaseNumber, runningMode } from "./verify/running.js";
export { captureScript } from "./verify/script.js";

/** The profiles that come with the tool, and the text of each; loaded when asked for, as the schemas are. */
export const profiles = () => import("./profile/profiles.js");
export { BoardFiles } from "./base/board-files.js";
export { jobKey } from "./run/job-key.js";
export { printPieces } from "./run/print.js";
export { withConfig } from "./run/with-config.js";
