/** Config, baseline and comments over a run of `check`. */
import {
  applyBaseline,
  type Baseline,
  type BaselineEntry,
  type BoardResult,
  type BoardSettings,
  baselineText,
  type Candidate,
  type Config,
  type Diagnostic,
  findConfig,
  formats,
  intoBaseline,
  isAtLeastAsGrave,
  loadBaseline,
  loadConfig,
  pathFrom,
  plainPalette,
  type Report,
  type Severity,
  type SuppressionUse,
  settingsFor,
  staleEntry,
  unusedSuppression,
  withCandidates,
} from "../index.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import type { Host } from "./host.js";
import type { Reviewer } from "./reviewer.js";

export interface CheckValues {
  readonly config?: string;
  readonly failOn?: Severity;
  readonly maxWaste?: bigint;
  readonly baseline?: string;
  readonly updateBaseline?: true;
}

/** What a whole run has to say beside its report, and whether one device was asked for: then nothing is stale. */
export interface CheckRun extends CheckValues {
  readonly format: readonly string[];
  readonly device?: string;
}

/** These fail a run whatever their severity: somebody has asked for them by writing an expectation or a budget. */
const ALWAYS_FAILING = new Set(["expectation-failed", "waste-over-budget"]);

export async function checkReviewer(values: CheckRun, host: Host): Promise<Reviewer> {
  const { baseline, diagnostics } = await readBaseline(values, host);
  return new CheckReviewer(values, host, baseline, [...diagnostics]);
}

async function readBaseline(
  { baseline: path, updateBaseline }: CheckRun,
  { files }: Host,
): Promise<{ readonly baseline: Baseline | null; readonly diagnostics: readonly Diagnostic[] }> {
  if (path === undefined) return { baseline: null, diagnostics: [] };
  const isNew = updateBaseline === true && files.kindOf(path) === null;
  if (isNew) return { baseline: { file: path, boards: new Map() }, diagnostics: [] };
  const { value, diagnostics } = await loadBaseline(path, files);
  return { baseline: value, diagnostics };
}

class CheckReviewer implements Reviewer {
  private readonly configs = new Map<string, Config | null>();
  private readonly comments = new Map<string, SuppressionUse>();
  private readonly updated = new Map<string, readonly BaselineEntry[]>();
  /** Thresholds of all configs that spoke for a board. */
  private readonly thresholds = new Set<Severity>();
  private readonly severities = new Set<Severity>();
  private hasBrokenPromise = false;

  constructor(
    private readonly values: CheckRun,
    private readonly host: Host,
    private readonly baseline: Baseline | null,
    private readonly diagnostics: Diagnostic[],
  ) {}

  async settings(path: string): Promise<BoardSettings> {
    const { files } = this.host;
    const input = path === "-" ? "." : path;
    const configPath = this.values.config ?? findConfig(input, files);
    const config = configPath === null ? null : await this.config(configPath);
    const asked = config?.failOn ?? null;
    if (asked !== null) this.thresholds.add(asked);
    const settings = settingsFor(config, configPath === null ? path : pathFrom(configPath, path, files));
    const { maxWaste } = this.values;
    if (maxWaste === undefined) return settings;
    const limit = { bytes: maxWaste, location: { kind: "input", file: "--max-waste" } as const };
    return { ...settings, budgets: { ...settings.budgets, maxWaste: limit } };
  }

  private async config(path: string): Promise<Config | null> {
    const known = this.configs.get(path);
    if (known !== undefined) return known;
    const { value, diagnostics } = await loadConfig(path, this.host.files);
    this.configs.set(path, value);
    this.diagnostics.push(...diagnostics);
    return value;
  }

  review(board: BoardResult): BoardResult {
    for (const use of board.suppressions ?? []) this.note(use);
    if (board.analysis === null) return board;
    const analysis = withCandidates(board.analysis, this.screen(board.input, board.analysis.candidates));
    for (const { rule, severity } of analysis.findings) {
      this.severities.add(severity);
      if (ALWAYS_FAILING.has(rule)) this.hasBrokenPromise = true;
    }
    return { ...board, analysis };
  }

  private screen(input: string, candidates: readonly Candidate[]): readonly Candidate[] {
    if (this.baseline === null) return candidates;
    const key = pathFrom(this.baseline.file, input, this.host.files);
    if (this.values.updateBaseline === true) {
      const { entries, candidates: known } = intoBaseline(candidates);
      this.updated.set(key, entries);
      return known;
    }
    const { candidates: screened, stale } = applyBaseline(candidates, this.baseline, key);
    if (this.values.device === undefined) this.diagnostics.push(...stale.map((entry) => staleEntry(entry, input)));
    return screened;
  }

  /** A comment in a shared include is used if any board of the run uses it. */
  private note(use: SuppressionUse): void {
    const { file, firstLine, rule } = use.suppression;
    const key = `${file}\0${firstLine}\0${rule}`;
    const known = this.comments.get(key);
    if (known === undefined || use.isUsed) this.comments.set(key, use);
  }

  verdict(): ReturnType<Reviewer["verdict"]> {
    if (this.values.device === undefined) {
      const unused = [...this.comments.values()].filter(({ isUsed }) => !isUsed);
      this.diagnostics.push(...unused.map(({ suppression }) => unusedSuppression(suppression)));
    }
    const statuses: ExitStatus[] = [
      ...(this.hasFailed() ? [exitStatus.findings] : []),
      ...(this.diagnostics.some(({ severity }) => severity === "error") ? [exitStatus.unusable] : []),
    ];
    return { diagnostics: this.diagnostics, statuses };
  }

  /** The strictest of several configs' thresholds counts for the run, whichever board it came with. */
  private hasFailed(): boolean {
    const asked = this.values.failOn === undefined ? [...this.thresholds] : [this.values.failOn];
    const thresholds: readonly Severity[] = asked.length === 0 ? ["error"] : asked;
    const isGraveEnough = (severity: Severity) => thresholds.some((least) => isAtLeastAsGrave(severity, least));
    return this.hasBrokenPromise || [...this.severities].some(isGraveEnough);
  }

  publish(report: Report): readonly Diagnostic[] {
    return [this.writeBaseline(), this.writeStepSummary(report)].filter((problem) => problem !== null);
  }

  /** Boards that this run did not look at keep their entries. */
  private writeBaseline(): Diagnostic | null {
    if (this.baseline === null || this.values.updateBaseline !== true) return null;
    const { file, boards } = this.baseline;
    return this.write(file, baselineText(new Map([...boards, ...this.updated])));
  }

  /** GitHub shows what is in this file on the run's page. */
  private writeStepSummary(report: Report): Diagnostic | null {
    const path = this.host.env["GITHUB_STEP_SUMMARY"];
    const isAsked = this.values.format.some((name) => name === "github" || name.startsWith("github="));
    const print = formats.find(({ name }) => name === "markdown")?.printers.check;
    if (path === undefined || path === "" || !isAsked || print === undefined) return null;
    const before = this.host.files.readFile(path, STEP_SUMMARY_BYTES);
    const text = before.ok ? new TextDecoder().decode(before.bytes) : "";
    return this.write(path, `${text}${print(report, { columns: 100, palette: plainPalette, verbose: false })}`);
  }

  private write(path: string, text: string): Diagnostic | null {
    const written = this.host.writeFile(path, text);
    if (written.ok) return null;
    const message = `cannot be written: ${written.message}`;
    return { severity: "error", code: "output-failed", message, location: { kind: "input", file: path } };
  }
}

/** What GitHub takes at most. */
const STEP_SUMMARY_BYTES = 1024 * 1024;
