/**
 * The public API of iova-plan: read a device tree, read a plan, analyse the two, print the result. The command line
 * uses nothing else.
 *
 * Nothing here touches the file system, the terminal or the clock: files come through the `FileReader` that a caller
 * hands in (`iova-plan/node` has one for Node). What is wrong with an input comes back as diagnostics; only a defect
 * of iova-plan itself throws.
 */
import { layouts } from "./layout/engine/registry.js";
import { ruleIds } from "./rule/engine/registry.js";

export type { Diagnostic, Outcome, RelatedLocation, Severity } from "./base/diagnostic.js";
export type { FileRead, FileReader } from "./base/files.js";
export type { Place, PlainLocation } from "./base/place.js";
export { type Problem, problemKey, problemOf } from "./base/problem.js";
export { formatRange, type Range, RangeSet } from "./base/range.js";
export type { Location, Position, Span, Via } from "./base/source.js";
export { SourceStore } from "./base/source-store.js";
export { formatSize, parseSize } from "./base/units.js";
export { version } from "./base/version.js";
export { visible } from "./base/visible.js";
export { type Baseline, type BaselineEntry, baselineText } from "./config/baseline.js";
export { foldChanges } from "./diff/fold.js";
export type { Change, ConsumerName, FoldedChange, FoldedChanges } from "./diff/model.js";
export { isTreeFolder } from "./dtb/folder.js";
export { type DtsLimits, defaultDtsLimits } from "./dts/options.js";
export { type Fault, faultOf } from "./fault/fault.js";
export { faultFormats } from "./fault/formats.js";
export { type FaultLog, readFaults } from "./fault/read.js";
export {
  type AllocatorModelId,
  IovaArgumentError,
  IovaDomain,
  type IovaDomainOptions,
  type PfnRange,
  type ReserveError,
  type ReserveErrorCode,
  type ReserveOutcome,
} from "./iova/domain.js";
export { allocatorModels } from "./iova/models.js";
export { type Kernel, type ParsedKernel, parseKernel } from "./kernel/kernel.js";
export type { FamilyLayouts, Layout, LayoutConsumer, LayoutId, LayoutResult, Verdict } from "./layout/engine/model.js";
export { layouts } from "./layout/engine/registry.js";
export type { Plan } from "./plan/model.js";
export { rulesMarkdown, rulesText, ruleText } from "./report/check/rules.js";
export { renderDiagnostics, renderProblems } from "./report/diagnostics.js";
export type { DiffBoard, DiffReport } from "./report/diff/schema.js";
export { type ComparedBoard, diffBoardView, diffView } from "./report/diff/view.js";
export { DEFECT } from "./report/failures.js";
export type { FaultReport } from "./report/fault/model.js";
export { type Format, formatNames, formats, type Printables, type PrintOptions } from "./report/formats.js";
export { type Palette, plainPalette } from "./report/palette.js";
export type { Board, Report } from "./report/schema.js";
export type { SimulateReport } from "./report/simulate/schema.js";
export type { Look } from "./report/text.js";
export type { VerifyReport } from "./report/verify/model.js";
export { boardView, type ReportOptions, reportView } from "./report/view.js";
export type { WhyReport } from "./report/why/model.js";
export type { Candidate, Finding, Findings, HiddenBy, Rule, SkippedCheck } from "./rule/engine/model.js";
export { rules } from "./rule/engine/registry.js";
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
export { CONFIG_NAME, findConfig, loadBaseline, loadConfig, pathFrom } from "./run/config.js";
export { dumpStages } from "./run/dump.js";
export { type Analysis, type ExamineOptions, examine } from "./run/examine.js";
export {
  type AnalyzeOptions,
  type Answered,
  analyze,
  type BoardOptions,
  type Checked,
  type CheckOptions,
  check,
  diff,
  type Inputs,
  verify,
  why,
} from "./run/front-door.js";
export type {
  Answers,
  BoardJob,
  BoardResult,
  ConfigChoice,
  ConfigUse,
  Kind,
  PlanChoice,
  Question,
  Selection,
} from "./run/job.js";
export {
  defaultPlanPath,
  formOf,
  includeFoldersOf,
  isOverlayFile,
  type LoadOptions,
  loadDeviceTree,
  loadPlan,
  type ReadOptions,
  type TreeInput,
} from "./run/load.js";
export { planBeside } from "./run/open-board.js";
export { plainRun, type RunOptions, type RunResult, type RunReview, reviewRun } from "./run/review.js";
export type { SourceHash } from "./run/sources.js";
export { defaultSystemOptions } from "./system/build.js";
export type { Consumer, Family, Group, IommuMode, Reservation, System, SystemOptions, Usable } from "./system/model.js";
export type { Trace } from "./trace/model.js";
export { readTrace } from "./trace/read.js";
export { printDts } from "./tree/print.js";
export type { DeviceTree, DtNode, Property } from "./tree/tree.js";
export type { CapturedDevice, CapturedGroup, CapturedRegion } from "./verify/capture.js";
export { type Capture, captureOf, LIVE_GROUPS, readCapture } from "./verify/read.js";
export { type RunningKernel, releaseNumber, runningMode } from "./verify/running.js";
export { captureScript } from "./verify/script.js";

/** The JSON Schemas that are published, by name; each is made when asked for. */
export const schemas: Readonly<
  Record<"report" | "diff" | "simulate" | "plan" | "profile" | "config", () => Promise<object>>
> = {
  report: async () => (await import("./report/schema.js")).reportJsonSchema(),
  diff: async () => (await import("./report/diff/schema.js")).diffJsonSchema(),
  simulate: async () => (await import("./report/simulate/schema.js")).simulateJsonSchema(),
  profile: async () => (await import("./profile/schema.js")).profileJsonSchema(),
  plan: async () => (await import("./plan/schema.js")).planJsonSchema(),
  config: async () => (await import("./config/schema.js")).configJsonSchema(ruleIds),
};

/** The profiles that come with the tool, and the text of each; loaded when asked for, as the schemas are. */
export const profiles = () => import("./profile/profiles.js");

/** Ids of the layouts, in the registry's order. */
export const layoutIds = (): readonly string[] => layouts.map((layout) => layout.id);
