/** What `check` adds to the API: the config file, the baseline, and the comments that speak for findings. */
import { posix } from "node:path";
import type { Diagnostic, Outcome } from "./base/diagnostic.js";
import { Facet } from "./base/facet.js";
import type { FileReader } from "./base/files.js";
import { atInput, SourceFile } from "./base/source.js";
import type { StoredFile } from "./base/stored-file.js";
import type { Baseline } from "./config/baseline.js";
import type { Config } from "./config/model.js";
import { type Suppression, suppressionsIn } from "./config/suppressions.js";
import type { Analysis, Selection } from "./report/analysis.js";
import { select as selectPart } from "./report/select.js";
import type { Candidate } from "./rule/engine/model.js";
import { ruleIds } from "./rule/engine/registry.js";
import { applySuppressions } from "./rule/engine/screen.js";
import { settle } from "./rule/engine/settle.js";

export const CONFIG_NAME = "iova-plan.config.yaml";

/** Both are written by hand or by ourselves: a larger file is neither. */
const FILE_BYTES = 4 * 1024 * 1024;

/** The nearest config file from the input's folder upwards; null if there is none. */
export function findConfig(input: string, files: FileReader): string | null {
  const start = files.kindOf(input) === "directory" ? input : posix.dirname(input);
  const real = files.realPath(start) ?? start;
  for (let folder = real, named = start; ; folder = posix.dirname(folder), named = posix.join(named, "..")) {
    const path = posix.join(folder, CONFIG_NAME);
    // Named as the input is, unless a link lies between: no working directory is to reach a report.
    if (files.kindOf(path) === "file") return files.realPath(named) === folder ? posix.join(named, CONFIG_NAME) : path;
    if (posix.dirname(folder) === folder) return null;
  }
}

/** @returns the config, or null and at least one error */
export async function loadConfig(path: string, files: FileReader): Promise<Outcome<Config>> {
  const source = readText(path, files, "config");
  if (!(source instanceof SourceFile)) return { value: null, diagnostics: [source] };
  const { parseConfig } = await import("./config/parse.js");
  return parseConfig(source, ruleIds);
}

/** @returns the baseline, or null and at least one error */
export async function loadBaseline(path: string, files: FileReader): Promise<Outcome<Baseline>> {
  const source = readText(path, files, "baseline");
  if (!(source instanceof SourceFile)) return { value: null, diagnostics: [source] };
  const { parseBaseline } = await import("./config/baseline.js");
  return parseBaseline(source);
}

function readText(path: string, files: FileReader, what: string): SourceFile | Diagnostic {
  const read = files.readFile(path, FILE_BYTES);
  if (read.ok) return new SourceFile(path, new TextDecoder().decode(read.bytes));
  const { reason, message } = read;
  return { severity: "error", code: `${what}-${reason}`, message, location: atInput(path) };
}

/** How a config or a baseline names an input: its path relative to that file's folder, or as given if it has none. */
export function pathFrom(file: string, input: string, files: FileReader): string {
  const folder = files.realPath(posix.dirname(file));
  const real = files.realPath(input);
  return folder === null || real === null ? input : posix.relative(folder, real);
}

/** A comment in a source that was read, and whether it hid a finding. */
export interface SuppressionUse {
  readonly suppression: Suppression;
  readonly isUsed: boolean;
}

export interface Reviewed {
  readonly candidates: readonly Candidate[];
  readonly suppressions: readonly SuppressionUse[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Boards that share an include read its comments once. */
const comments = new Facet(({ source }: StoredFile) => suppressionsIn(source, ruleIds));

/** @param sources every source that was read for the board; blobs have no comments */
export function reviewFindings(found: readonly Candidate[], sources: readonly StoredFile[]): Reviewed {
  const read = sources.map((source) => comments.of(source));
  const suppressions = read.flatMap((one) => one.suppressions);
  const { candidates, used } = applySuppressions(found, suppressions);
  return {
    candidates,
    suppressions: suppressions.map((suppression) => ({ suppression, isUsed: used.has(suppression) })),
    diagnostics: read.flatMap((one) => one.diagnostics),
  };
}

/** The analysis where other findings are hidden than before: what is told is decided anew. */
export function withCandidates(analysis: Analysis, candidates: readonly Candidate[]): Analysis {
  const { findings, skipped } = settle(candidates);
  return { ...analysis, candidates, findings, skippedChecks: skipped };
}

/** @returns the part, or an error if the board has no such device among its consumers and their families */
export function select(analysis: Analysis, selection: Selection): Outcome<Analysis> {
  const { value, diagnostics } = selectPart(analysis, selection);
  return { value: value === null ? null : withCandidates(value, value.candidates), diagnostics };
}
