/** The config that speaks for a board, and the baseline of a run. */

import type { Diagnostic, Outcome } from "../base/diagnostic.js";
import { Facet } from "../base/facet.js";
import { dirname, join, relative } from "../base/file-path.js";
import type { FileReader } from "../base/files.js";
import { problemOf } from "../base/problem.js";
import { atInput } from "../base/source.js";
import { SourceStore } from "../base/source-store.js";
import type { Statement } from "../base/statement.js";
import type { StoredFile } from "../base/stored-file.js";
import { BASELINE_BYTES, type Baseline } from "../config/baseline.js";
import type { BoardSettings, Config } from "../config/model.js";
import { settingsFor } from "../config/settings.js";
import { configStatements } from "../config/statements.js";
import { ruleIds, rules } from "../rule/engine/registry.js";
import type { ConfigChoice, ConfigUse } from "./job.js";

export const CONFIG_NAME = "iova-plan.config.yaml";

/** A config is written by hand: a larger file is none. */
const CONFIG_BYTES = 4 * 1024 * 1024;

/** The nearest config file from the input's folder upwards; null if there is none. */
export function findConfig(input: string, files: FileReader): string | null {
  const start = files.kindOf(input) === "directory" ? input : dirname(input);
  const real = files.realPath(start) ?? start;
  for (let folder = real, named = start; ; folder = dirname(folder), named = join(named, "..")) {
    const path = join(folder, CONFIG_NAME);
    // Named as the input is, unless a link lies between: no working directory is to reach a report.
    if (files.kindOf(path) === "file") return files.realPath(named) === folder ? join(named, CONFIG_NAME) : path;
    if (dirname(folder) === folder) return null;
  }
}

/** Levels and budgets for a board, and who says so. */
export interface BoardConfig {
  readonly settings: BoardSettings;
  /** Null where there is no config. */
  readonly use: ConfigUse | null;
  /** What the config asks, the rules' own levels included; null where it cannot be used. */
  readonly asked: () => readonly Statement[] | null;
}

export async function configFor({ file, board, maxWaste }: ConfigChoice, files: FileReader): Promise<BoardConfig> {
  const path = file ?? findConfig(board, files);
  const { value, diagnostics } = path === null ? NO_CONFIG : await loadConfig(path, files);
  const settings = settingsFor(value, path === null ? board : pathFrom(path, board, files));
  const failOn = value?.failOn ?? null;
  return {
    settings: maxWaste === null ? settings : withLimit(settings, maxWaste),
    use:
      path === null
        ? null
        : { file: path, failOn, showsNotes: value?.showsNotes ?? false, problems: diagnostics.map(problemOf) },
    asked: () => (path !== null && value === null ? null : configStatements(settings, failOn, rules)),
  };
}

const NO_CONFIG: Outcome<Config> = { value: null, diagnostics: [] };

function withLimit(settings: BoardSettings, bytes: bigint): BoardSettings {
  const maxWaste = { bytes, location: atInput("--max-waste") };
  return { ...settings, budgets: { ...settings.budgets, maxWaste } };
}

/** @returns the config, or null and at least one error */
export async function loadConfig(path: string, files: FileReader): Promise<Outcome<Config>> {
  const read = fileAt(path, files, "config", CONFIG_BYTES);
  return "problem" in read ? { value: null, diagnostics: [read.problem] } : configs.of(read.file);
}

/** A config speaks for many boards: it is parsed once. */
const configs = new Facet(async ({ source }: StoredFile): Promise<Outcome<Config>> => {
  const { parseConfig } = await import("../config/parse.js");
  return parseConfig(source, ruleIds);
});

/** @returns the baseline, or null and at least one error */
export async function loadBaseline(path: string, files: FileReader): Promise<Outcome<Baseline>> {
  const read = fileAt(path, files, "baseline", BASELINE_BYTES);
  if ("problem" in read) return { value: null, diagnostics: [read.problem] };
  const { parseBaseline } = await import("../config/baseline-file.js");
  return parseBaseline(read.file.source);
}

function fileAt(
  path: string,
  files: FileReader,
  what: string,
  maxBytes: number,
): { file: StoredFile } | { problem: Diagnostic } {
  const store = files instanceof SourceStore ? files : new SourceStore(files);
  const read = store.file(path, maxBytes);
  if (read.ok) return { file: read.file };
  const { reason, message } = read;
  return { problem: { severity: "error", code: `${what}-${reason}`, message, location: atInput(path) } };
}

/** How a config or a baseline names an input: its path relative to that file's folder, or as given if it has none. */
export function pathFrom(file: string, input: string, files: FileReader): string {
  const folder = files.realPath(dirname(file));
  const real = files.realPath(input);
  return folder === null || real === null ? input : relative(folder, real);
}
