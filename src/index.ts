/**
 * The public API of iova-plan: read a device tree, read a plan, analyse the two, print the result. The command line
 * uses nothing else.
 *
 * Nothing here touches the file system, the terminal or the clock: files come through the `FileReader` that a caller
 * hands in (`iova-plan/node` has one for Node). What is wrong with an input comes back as diagnostics; only a defect
 * of iova-plan itself throws.
 */
import { type Diagnostic, isError, type Outcome } from "./base/diagnostic.js";
import type { FileReader } from "./base/files.js";
import { RecordingFiles } from "./base/recording-files.js";
import { atInput, SourceFile } from "./base/source.js";
import { type Reviewed, reviewFindings } from "./check.js";
import { type BoardSettings, defaultSettings } from "./config/model.js";
import { type Difference, diffSides, type Side } from "./diff.js";
import { readTreeFolder } from "./dtb/folder.js";
import { defaultDtbLimits, isDtb, readDtb } from "./dtb/read.js";
import { type DtsLimits, type DtsOptions, defaultDtsLimits } from "./dts/options.js";
import { evaluateLayouts } from "./layout/evaluate.js";
import { layouts } from "./layout/registry.js";
import type { Plan } from "./plan/model.js";
import type { Analysis, BoardResult, SourceHash } from "./report/analysis.js";
import { boardAsJson } from "./report/json.js";
import { hashFiles, hashFolder } from "./report/sources.js";
import { boardView } from "./report/view.js";
import { ruleIds, rules } from "./rule/engine/registry.js";
import { runRules } from "./rule/engine/run.js";
import { buildSystem, defaultSystemOptions } from "./system/build.js";
import type { SystemOptions } from "./system/model.js";
import { printDts } from "./tree/print.js";
import { type DeviceTree, type DtNode, nodeAt } from "./tree/tree.js";
import { textOf } from "./tree/value.js";

export type { Diagnostic, Outcome, RelatedLocation, Severity } from "./base/diagnostic.js";
export type { FileRead, FileReader } from "./base/files.js";
export { formatRange, type Range, RangeSet } from "./base/range.js";
export type { Location, Position, Span, Via } from "./base/source.js";
export { formatSize, parseSize } from "./base/units.js";
export { version } from "./base/version.js";
export { visible } from "./base/visible.js";
export { CONFIG_NAME, findConfig, loadBaseline, loadConfig, pathFrom, type SuppressionUse } from "./check.js";
export { type Baseline, type BaselineEntry, baselineText, staleEntry } from "./config/baseline.js";
export type { BoardSettings, Config } from "./config/model.js";
export { settingsFor } from "./config/settings.js";
export { unusedSuppression } from "./config/suppressions.js";
export { foldChanges } from "./diff/fold.js";
export type { Change, FoldedChange } from "./diff/model.js";
export { changesBetween, type Difference, diffSides, type Side, type SideOptions } from "./diff.js";
export { isTreeFolder } from "./dtb/folder.js";
export { type DtsLimits, defaultDtsLimits } from "./dts/options.js";
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
export type { FamilyLayouts, Layout, LayoutConsumer, LayoutId, LayoutResult, Verdict } from "./layout/model.js";
export { layouts } from "./layout/registry.js";
export type { Plan } from "./plan/model.js";
export type { Analysis, BoardResult, ReportOptions, Selection, SourceHash } from "./report/analysis.js";
export { rulesMarkdown, rulesText, ruleText } from "./report/check/rules.js";
export { renderDiagnostics } from "./report/diagnostics.js";
export type { DiffBoard, DiffReport } from "./report/diff/schema.js";
export { type ComparedBoard, diffBoardView, diffView } from "./report/diff/view.js";
export { type Format, formatNames, formats, type Printables, type PrintOptions } from "./report/formats.js";
export { type Palette, plainPalette } from "./report/palette.js";
export type { Board, Report } from "./report/schema.js";
export { select } from "./report/select.js";
export type { Look } from "./report/text.js";
export { boardView, reportView } from "./report/view.js";
export type { Finding, Findings, Rule, SkippedCheck } from "./rule/engine/model.js";
export { rules } from "./rule/engine/registry.js";
export { isAtLeastAsGrave } from "./rule/engine/run.js";
export { applyBaseline } from "./rule/engine/screen.js";
export { defaultSystemOptions } from "./system/build.js";
export type { Consumer, Family, Group, IommuMode, Reservation, System, SystemOptions, Usable } from "./system/model.js";
export { printDts } from "./tree/print.js";
export type { DeviceTree, DtNode, Property } from "./tree/tree.js";

/** A plan is written by hand: a larger file is none. */
const PLAN_BYTES = 4 * 1024 * 1024;

/** How an input is read. Only `files` is required. */
export interface LoadOptions {
  readonly files: FileReader;
  /** `-I` folders, searched in order after the including file's own. */
  readonly includeFolders?: readonly string[];
  /** `NAME` or `NAME=VALUE`. */
  readonly defines?: readonly string[];
  /** A Linux source tree whose include folders are added; null or absent: found from where the input lies. */
  readonly kernel?: string | null;
  /** Paths of overlays, source or blob, applied in order. */
  readonly overlays?: readonly string[];
  /** Includes may leave the folders of the source, its tree and `includeFolders`. */
  readonly allowOutside?: boolean;
  readonly limits?: Partial<DtsLimits>;
}

/** A path, or bytes that were read elsewhere (standard input) and a name for messages. */
export type TreeInput = string | { readonly name: string; readonly bytes: Uint8Array };

/**
 * Reads `.dts` source, a flattened blob or a `/proc/device-tree`-like folder, and applies the overlays asked for;
 * source and blob are told apart by the blob's magic, not by the name.
 *
 * @returns a tree, or null and at least one error
 */
export async function loadDeviceTree(input: TreeInput, options: LoadOptions): Promise<Outcome<DeviceTree>> {
  let tree = await loadOne(input, options);
  const diagnostics = [...tree.diagnostics];
  for (const path of options.overlays ?? []) {
    const overlay = await loadOne(path, options);
    const applied = await overlaid(tree.value, overlay.value);
    diagnostics.push(...overlay.diagnostics, ...applied.diagnostics);
    tree = { value: applied.value, diagnostics };
  }
  return { value: diagnostics.some(isError) ? null : tree.value, diagnostics };
}

/** Nothing, without a word more, where the base or the overlay could not be read. */
async function overlaid(base: DeviceTree | null, overlay: DeviceTree | null): Promise<Outcome<DeviceTree>> {
  if (base === null || overlay === null) return { value: null, diagnostics: [] };
  return (await import("./dts/overlay.js")).applyOverlay(base, overlay);
}

async function loadOne(input: TreeInput, options: LoadOptions): Promise<Outcome<DeviceTree>> {
  if (typeof input !== "string") return treeOfBytes(input.name, input.bytes, options);
  if (options.files.kindOf(input) === "directory") return readTreeFolder(input, options.files);
  const read = options.files.readFile(input, limitsOf(options).fileBytes);
  return read.ok ? treeOfBytes(input, read.bytes, options) : failed(input, `input-${read.reason}`, read.message);
}

const limitsOf = (options: LoadOptions): DtsLimits => ({ ...defaultDtsLimits, ...options.limits });

async function treeOfBytes(name: string, bytes: Uint8Array, options: LoadOptions): Promise<Outcome<DeviceTree>> {
  if (isDtb(bytes)) {
    const { nodes, nodeDepth, fileBytes } = limitsOf(options);
    return readDtb(bytes, name, { ...defaultDtbLimits, bytes: fileBytes, nodes, nodeDepth });
  }
  if (bytes.includes(0)) {
    return failed(
      name,
      "input-not-a-device-tree",
      "no device-tree source, for it holds NUL bytes, and no blob's magic",
    );
  }
  return treeOfSource(name, bytes, options);
}

/** The parser is the larger half of the program: who reads blobs, or asks for help, does not wait for it. */
async function treeOfSource(name: string, bytes: Uint8Array, options: LoadOptions): Promise<Outcome<DeviceTree>> {
  const { parseDts } = await import("./dts/parse.js");
  const { source, dtsOptions } = await asSource(name, bytes, options);
  return parseDts(source, dtsOptions, options.files);
}

async function asSource(
  name: string,
  bytes: Uint8Array,
  options: LoadOptions,
): Promise<{ source: SourceFile; dtsOptions: DtsOptions }> {
  const { decodeSource } = await import("./dts/source-text.js");
  const dtsOptions = {
    includeFolders: await includeFoldersOf(name, options),
    defines: options.defines ?? [],
    allowOutside: options.allowOutside ?? false,
    // An overlay may refer to a node that nothing in the base does.
    keepsLabelled: (options.overlays ?? []).length > 0,
    limits: limitsOf(options),
  };
  return { source: new SourceFile(name, decodeSource(bytes)), dtsOptions };
}

/** Where the includes of an input are looked for: what the options say, then the folders of the tree it lies in. */
export async function includeFoldersOf(input: string, options: LoadOptions): Promise<readonly string[]> {
  const { includeFoldersOfKernel, kernelIncludeFolders } = await import("./dts/kernel-includes.js");
  const { files, kernel = null, includeFolders = [] } = options;
  const found = kernel === null ? kernelIncludeFolders(input, files) : includeFoldersOfKernel(kernel, input, files);
  return [...includeFolders, ...found];
}

/** @returns the plan, or null and at least one error */
export async function loadPlan(path: string, files: FileReader): Promise<Outcome<Plan>> {
  const read = files.readFile(path, PLAN_BYTES);
  if (!read.ok) return failed(path, `plan-${read.reason}`, read.message);
  const { parsePlan } = await import("./plan/parse.js");
  return parsePlan(new SourceFile(path, new TextDecoder().decode(read.bytes)));
}

/** Where the plan of an input lies if nobody says otherwise: `board.iova.yaml` beside `board.dts`. */
export const defaultPlanPath = (input: string): string =>
  `${input.replace(/\/+$/, "").replace(/\.(dts|dtsi|dtso|dtb|dtbo)$/, "")}.iova.yaml`;

export interface AnalyzeOptions extends Partial<SystemOptions> {
  readonly plan?: Plan | null;
  /** Levels of rules, and budgets; absent: the rules' own levels and no budget. */
  readonly settings?: BoardSettings;
}

/** One board: its consumers, groups and reservations, what every layout makes of each family, and what rules find. */
export function analyze(
  tree: DeviceTree,
  options: AnalyzeOptions = {},
): { analysis: Analysis; diagnostics: readonly Diagnostic[] } {
  const { plan = null, settings = defaultSettings, ...systemOptions } = options;
  const { system, diagnostics } = buildSystem(tree, plan, { ...defaultSystemOptions, ...systemOptions });
  const families = evaluateLayouts(system);
  const { findings, skipped } = runRules(rules, { system, families, plan, settings });
  const model = textOf(tree.root, "model");
  return { analysis: { model, system, families, findings, skippedChecks: skipped }, diagnostics };
}

export interface InputOptions extends LoadOptions {
  readonly system?: Partial<SystemOptions>;
  /** A plan's path; null for none; absent: the one beside the input, if there is one. */
  readonly plan?: string | null;
  readonly settings?: BoardSettings;
  /** Paths by label, for a tree that has no labels of its own: a plan may speak of them. */
  readonly labels?: ReadonlyMap<string, string>;
}

/**
 * Everything that `iova-plan analyze` does for one input: load it and its plan, analyse them, and hash what was read.
 * An input or plan with errors is not analysed: figures for half a board would be believed.
 */
export async function analyzeInput(input: TreeInput, options: InputOptions): Promise<BoardResult> {
  const files = new RecordingFiles(options.files);
  const name = typeof input === "string" ? input : input.name;
  const tree = withLabels(await loadDeviceTree(input, { ...options, files }), options.labels);
  const planPath = planOf(input, options);
  const plan = planPath === null ? null : await loadPlan(planPath, files);
  const diagnostics = [...tree.diagnostics, ...overlayAlone(tree.value), ...(plan?.diagnostics ?? [])];
  const loaded = {
    input: name,
    plan: planPath,
    sources: await sourcesOf(input, { plan: planPath, overlays: options.overlays ?? [] }, files),
  };
  if (tree.value === null || diagnostics.some(isError)) return { ...loaded, analysis: null, diagnostics };
  const settings = options.settings === undefined ? {} : { settings: options.settings };
  const { analysis, ...result } = analyze(tree.value, { ...options.system, ...settings, plan: plan?.value ?? null });
  const reviewed = await review(analysis, loaded.sources, files);
  return {
    ...loaded,
    analysis: { ...analysis, findings: reviewed.shown },
    suppressed: reviewed.suppressed.length,
    suppressedFindings: reviewed.suppressed,
    suppressions: reviewed.suppressions,
    diagnostics: [...diagnostics, ...result.diagnostics, ...reviewed.diagnostics],
  };
}

function withLabels(tree: Outcome<DeviceTree>, lent: InputOptions["labels"]): Outcome<DeviceTree> {
  const { value } = tree;
  if (value === null || lent === undefined || value.labels.size > 0) return tree;
  const labels = new Map([...lent].flatMap(([label, path]) => labelled(label, nodeAt(value, path))));
  return { ...tree, value: { ...value, labels } };
}

const labelled = (label: string, node: DtNode | null): [string, DtNode][] => (node === null ? [] : [[label, node]]);

/**
 * What changed between two inputs of any kind, in effect and not in text: who gains or loses which space, and which
 * findings are new or fixed. A side without a plan borrows the other's; `options.plan` is for both.
 */
export function diff(old: TreeInput, now: TreeInput, options: InputOptions): Promise<Difference> {
  const side = (input: TreeInput): Side => ({
    input,
    plan: planOf(input, options),
    analyze: (tree, own) => analyzeInput(tree, { ...options, ...own }),
  });
  return diffSides(side(old), side(now));
}

/** Comments next to the source that speak for findings are read from every text file of the run. */
async function review(
  analysis: Analysis,
  sources: readonly SourceHash[],
  { recorded }: RecordingFiles,
): Promise<Reviewed> {
  const { decodeSource } = await import("./dts/source-text.js");
  const texts = sources.flatMap(({ file }) => {
    const bytes = recorded.get(file);
    return bytes === undefined || isDtb(bytes) ? [] : [new SourceFile(file, decodeSource(bytes))];
  });
  return reviewFindings(analysis.findings, texts);
}

function overlayAlone(tree: DeviceTree | null): Diagnostic[] {
  if (tree?.isOverlay !== true) return [];
  const message = "the input is an overlay: alone it says nothing about a board";
  const hint = "give the board as the input and this file with --overlay";
  return [{ severity: "warning", code: "input-is-overlay", message, hint, location: atInput(tree.file) }];
}

function planOf(input: TreeInput, { plan, files }: InputOptions): string | null {
  if (plan !== undefined) return plan;
  if (typeof input !== "string") return null;
  const beside = defaultPlanPath(input);
  return files.kindOf(beside) === null ? null : beside;
}

function sourcesOf(
  input: TreeInput,
  named: { readonly plan: string | null; readonly overlays: readonly string[] },
  files: RecordingFiles,
): Promise<SourceHash[]> {
  if (typeof input !== "string") {
    return hashFiles([[input.name, input.bytes] as const, ...files.recorded], { ...named, input: input.name });
  }
  const hash = files.kindOf(input) === "directory" ? hashFolder : hashFiles;
  return hash(files.recorded, { ...named, input });
}

const failed = (input: string, code: string, message: string): { value: null; diagnostics: readonly Diagnostic[] } => ({
  value: null,
  diagnostics: [{ severity: "error", code, message, location: atInput(input) }],
});

/** What a stage makes of an input, printed by the printers that the tests use; null and errors if it makes nothing. */
export const dumps: Readonly<Record<string, (input: TreeInput, options: LoadOptions) => Promise<Outcome<string>>>> = {
  text: (input, options) => dumpSource(input, options, "preprocessedText"),
  tokens: (input, options) => dumpSource(input, options, "tokensText"),
  tree: async (input, options) => mapped(await loadDeviceTree(input, options), printDts),
  system: async (input, options) => {
    const board = await analyzeInput(input, options);
    return mapped({ value: board.analysis, diagnostics: board.diagnostics }, () => boardAsJson(boardView(board)));
  },
};

/** Of the input alone: overlays are applied to trees. */
async function dumpSource(
  input: TreeInput,
  options: LoadOptions,
  print: "preprocessedText" | "tokensText",
): Promise<Outcome<string>> {
  const { name, bytes } = typeof input === "string" ? { name: input, bytes: null } : input;
  const read =
    bytes === null ? options.files.readFile(name, limitsOf(options).fileBytes) : { ok: true as const, bytes };
  if (!read.ok) return failed(name, `input-${read.reason}`, read.message);
  if (isDtb(read.bytes)) return failed(name, "input-no-source", "a blob has no text and no tokens");
  const { source, dtsOptions } = await asSource(name, read.bytes, options);
  return (await import("./dts/dump.js"))[print](source, dtsOptions, options.files);
}

const mapped = <T>({ value, diagnostics }: Outcome<T>, print: (value: T) => string): Outcome<string> => ({
  value: value === null ? null : print(value),
  diagnostics,
});

/** The JSON Schemas that are published, by name; each is made when asked for. */
export const schemas: Readonly<Record<"report" | "diff" | "plan" | "config", () => Promise<object>>> = {
  report: async () => (await import("./report/schema.js")).reportJsonSchema(),
  diff: async () => (await import("./report/diff/schema.js")).diffJsonSchema(),
  plan: async () => (await import("./plan/schema.js")).planJsonSchema(),
  config: async () => (await import("./config/schema.js")).configJsonSchema(ruleIds),
};

/** Ids of the layouts, in the registry's order. */
export const layoutIds = (): readonly string[] => layouts.map((layout) => layout.id);
