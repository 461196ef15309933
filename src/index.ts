/**
 * The public API of iova-plan: read a board and its plan, ask, print the answer. docs/api.md shows each call.
 *
 * Nothing here touches the file system, the terminal or the clock, or needs Node: files come through the `FileReader`
 * that a caller hands in (`iova-plan/node` has one for Node). What is wrong with an input comes back as diagnostics;
 * only a defect of iova-plan itself throws.
 */
import { layouts } from "./layout/engine/registry.js";
import { ruleIds } from "./rule/engine/registry.js";

export type { Diagnostic, Outcome, Severity } from "./base/diagnostic.js";
export { parseAddress, parseGranule, parseMaskBits } from "./base/dma-options.js";
export type { FileRead, FileReader } from "./base/files.js";
export type { Place } from "./base/place.js";
export type { Problem } from "./base/problem.js";
export { formatRange, type Range, RangeSet } from "./base/range.js";
export { SourceStore } from "./base/source-store.js";
export { formatApproximateSize, formatSize, parseSize } from "./base/units.js";
export { version } from "./base/version.js";
export { visible } from "./base/visible.js";
export type { Baseline, BaselineEntry } from "./config/baseline.js";
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
export { type Kernel, type ParsedKernel, parseKernel } from "./kernel/kernel.js";
export type { FamilyLayouts, Layout, LayoutConsumer, LayoutId, LayoutResult, Verdict } from "./layout/engine/model.js";
export { layouts } from "./layout/engine/registry.js";
export type { Plan } from "./plan/model.js";
export { renderDiagnostics, renderProblems } from "./report/diagnostics.js";
export type { DiffBoard, DiffReport } from "./report/diff/schema.js";
export type { Format, Printables, PrintOptions } from "./report/format.js";
export { formatNames } from "./report/formats.js";
export type { Viewer } from "./report/html/viewer.js";
export { mapSvg } from "./report/map/svg.js";
export { type Palette, plainPalette } from "./report/palette.js";
export type { Board, Report } from "./report/schema.js";
export { suggestionNotes } from "./report/suggestion-notes.js";
export type { Look } from "./report/text.js";
export { unifiedDiff } from "./report/unified-diff.js";
export type { VerifyReport } from "./report/verify/schema.js";
export type { WhyReport } from "./report/why/schema.js";
export type { Finding, Rule } from "./rule/engine/model.js";
export { rules } from "./rule/engine/registry.js";
export { loadBaseline } from "./run/config.js";
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
  type SuggestOptions,
  suggest,
  verify,
  why,
} from "./run/front-door.js";
export type { Suggestion } from "./run/job.js";
export {
  defaultPlanPath,
  type LoadOptions,
  loadDeviceTree,
  loadPlan,
  type ReadOptions,
  type TreeInput,
  type TreeOptions,
} from "./run/load.js";
export { formats, print } from "./run/print.js";
export { defaultSystemOptions } from "./system/build.js";
export type { Consumer, Family, Group, IommuMode, Reservation, System, SystemOptions, Usable } from "./system/model.js";
export { printDts } from "./tree/print.js";
export type { DeviceTree, DtNode, Property } from "./tree/tree.js";

type SchemaName = "report" | "diff" | "why" | "fault" | "verify" | "simulate" | "plan" | "profile" | "config";

/** The JSON Schemas that are published, by name; each is made when asked for. */
export const schemas: Readonly<Record<SchemaName, () => Promise<object>>> = {
  report: async () => (await import("./report/schema.js")).reportJsonSchema(),
  diff: async () => (await import("./report/diff/schema.js")).diffJsonSchema(),
  why: async () => (await import("./report/why/schema.js")).whyJsonSchema(),
  fault: async () => (await import("./report/fault/schema.js")).faultJsonSchema(),
  verify: async () => (await import("./report/verify/schema.js")).verifyJsonSchema(),
  simulate: async () => (await import("./report/simulate/schema.js")).simulateJsonSchema(),
  profile: async () => (await import("./profile/schema.js")).profileJsonSchema(),
  plan: async () => (await import("./plan/schema.js")).planJsonSchema(),
  config: async () => (await import("./config/schema.js")).configJsonSchema(ruleIds),
};

/** Ids of the layouts, in the registry's order. */
export const layoutIds = (): readonly string[] => layouts.map((layout) => layout.id);
