/**
 * The public API of iova-plan: read a device tree, read a plan, analyse the two, print the result. The command line
 * uses nothing else.
 *
 * Nothing here touches the file system, the terminal or the clock: files come through the `FileReader` that a caller
 * hands in (`iova-plan/node` has one for Node). What is wrong with an input comes back as diagnostics; only a defect
 * of iova-plan itself throws.
 */
import { analyzeInput, type InputOptions, planOf } from "./analyze.js";
import { type Difference, diffSides, type Side } from "./diff.js";
import { layouts } from "./layout/registry.js";
import { formOf, type TreeInput } from "./load.js";
import { ruleIds } from "./rule/engine/registry.js";

export { type AnalyzeOptions, analyze, analyzeInput, type InputOptions } from "./analyze.js";
export type { Diagnostic, Outcome, RelatedLocation, Severity } from "./base/diagnostic.js";
export type { FileRead, FileReader } from "./base/files.js";
export { formatRange, type Range, RangeSet } from "./base/range.js";
export type { Location, Position, Span, Via } from "./base/source.js";
export { SourceStore } from "./base/source-store.js";
export { formatSize, parseSize } from "./base/units.js";
export { version } from "./base/version.js";
export { visible } from "./base/visible.js";
export {
  CONFIG_NAME,
  findConfig,
  loadBaseline,
  loadConfig,
  pathFrom,
  type SuppressionUse,
  select,
  withCandidates,
} from "./check.js";
export { type Baseline, type BaselineEntry, baselineText, staleEntry } from "./config/baseline.js";
export type { BoardSettings, Config } from "./config/model.js";
export { settingsFor } from "./config/settings.js";
export { configStatements } from "./config/statements.js";
export { unusedSuppression } from "./config/suppressions.js";
export { foldChanges } from "./diff/fold.js";
export type { Change, FoldedChange } from "./diff/model.js";
export { changesBetween, type Difference, diffSides, type Side, type SideOptions } from "./diff.js";
export { isTreeFolder } from "./dtb/folder.js";
export { type DtsLimits, defaultDtsLimits } from "./dts/options.js";
export { dumps } from "./dump.js";
export { type ExplainedFault, explainFault, type Suspect, type Verdict as FaultVerdict } from "./fault/explain.js";
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
export type { FamilyLayouts, Layout, LayoutConsumer, LayoutId, LayoutResult, Verdict } from "./layout/model.js";
export { layouts } from "./layout/registry.js";
export {
  defaultPlanPath,
  formOf,
  includeFoldersOf,
  isOverlayFile,
  type LoadOptions,
  loadDeviceTree,
  loadPlan,
  type TreeInput,
} from "./load.js";
export type { Plan } from "./plan/model.js";
export type { Analysis, BoardResult, ReportOptions, Selection, SourceHash } from "./report/analysis.js";
export { rulesMarkdown, rulesText, ruleText } from "./report/check/rules.js";
export { renderDiagnostics } from "./report/diagnostics.js";
export type { DiffBoard, DiffReport } from "./report/diff/schema.js";
export { type ComparedBoard, diffBoardView, diffView } from "./report/diff/view.js";
export { DEFECT } from "./report/failures.js";
export type { FaultReport } from "./report/fault/model.js";
export { faultReport } from "./report/fault/view.js";
export { type Format, formatNames, formats, type Printables, type PrintOptions } from "./report/formats.js";
export { type Palette, plainPalette } from "./report/palette.js";
export type { Board, Report } from "./report/schema.js";
export type { SimulateReport } from "./report/simulate/schema.js";
export { starterPlan } from "./report/starter-plan.js";
export type { Look } from "./report/text.js";
export type { VerifyReport } from "./report/verify/model.js";
export { verifyView } from "./report/verify/view.js";
export { boardView, reportView } from "./report/view.js";
export type { WhyReport } from "./report/why/model.js";
export { whyView } from "./report/why/view.js";
export { isAtLeastAsGrave } from "./rule/engine/gravity.js";
export type { Candidate, Finding, Findings, HiddenBy, Rule, SkippedCheck } from "./rule/engine/model.js";
export { rules } from "./rule/engine/registry.js";
export { applyBaseline, intoBaseline } from "./rule/engine/screen.js";
export { type SimulateOptions, simulateBoard } from "./simulate-board.js";
export { defaultSystemOptions } from "./system/build.js";
export { type Claim, type Explanation, explainAddress } from "./system/explain.js";
export { type FoundConsumer, findConsumer } from "./system/explain-device.js";
export type { Consumer, Family, Group, IommuMode, Reservation, System, SystemOptions, Usable } from "./system/model.js";
export type { Trace } from "./trace/model.js";
export { readTrace } from "./trace/read.js";
export { printDts } from "./tree/print.js";
export type { DeviceTree, DtNode, Property } from "./tree/tree.js";
export type { CapturedDevice, CapturedGroup, CapturedRegion } from "./verify/capture.js";
export { type Comparison, compareWithCapture, type Difference as CaptureDifference } from "./verify/compare.js";
export { type Capture, captureOf, LIVE_GROUPS, readCapture } from "./verify/read.js";
export { compatibleOf, type RunningKernel, releaseNumber, runningMode } from "./verify/running.js";
export { captureScript } from "./verify/script.js";

/**
 * What changed between two inputs of any kind, in effect and not in text: who gains or loses which space, and which
 * findings are new or fixed. A side without a plan borrows the other's; `options.plan` is for both.
 */
export function diff(old: TreeInput, now: TreeInput, options: InputOptions): Promise<Difference> {
  const side = (input: TreeInput): Side => ({
    input,
    form: formOf(input, options.files),
    config: [],
    plan: planOf(input, options),
    analyze: (tree, own) => analyzeInput(tree, { ...options, ...own }),
  });
  return diffSides(side(old), side(now));
}

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
