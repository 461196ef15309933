/** What `check` adds to a run: configs, the baseline, the step summary. */
import {
  type Baseline,
  type BaselineEntry,
  loadBaseline,
  type Problem,
  print,
  type Report,
  type Severity,
} from "../index.js";
import { baselineText, pathFrom, problemOf } from "../parts.js";
import { configOf, type World } from "./jobs.js";
import type { ShardChoice } from "./options.js";
import type { Checking } from "./run.js";

export interface CheckValues {
  readonly failOn?: Severity;
  readonly maxWaste?: bigint;
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly fix?: true;
}

/** With what bears on it of the other options. */
export interface CheckRun extends CheckValues {
  readonly config?: string;
  readonly format: readonly string[];
  readonly device?: string;
  readonly shard?: ShardChoice;
}

export async function checkingFor(values: CheckRun, world: World): Promise<Checking> {
  const { baseline, problems } = await readBaseline(values, world);
  return {
    options: {
      failOn: values.failOn ?? null,
      baseline,
      updatesBaseline: values.updateBaseline === true,
      isWhole: values.device === undefined,
      isShard: values.shard !== undefined,
    },
    problems,
    configFor: (path) => configOf(path, values.config, values.maxWaste),
    keyOf: (path) => (baseline === null ? path : pathFrom(baseline.file, path, world.files.store)),
    publish: (report, review) => [
      ...(baseline === null || review.baseline === null ? [] : writeBaseline(baseline, review.baseline, world)),
      ...writeStepSummary(report, values.format, world),
    ],
  };
}

async function readBaseline(
  { baseline: path, updateBaseline }: CheckRun,
  { files }: World,
): Promise<{ readonly baseline: Baseline | null; readonly problems: readonly Problem[] }> {
  if (path === undefined) return { baseline: null, problems: [] };
  const isNew = updateBaseline === true && files.store.kindOf(path) === null;
  if (isNew) return { baseline: { file: path, boards: new Map() }, problems: [] };
  const { value, diagnostics } = await loadBaseline(path, files.store);
  return { baseline: value, problems: diagnostics.map(problemOf) };
}

/** Boards that this run did not look at keep their entries. */
const writeBaseline = (
  { file, boards }: Baseline,
  updated: ReadonlyMap<string, readonly BaselineEntry[]>,
  world: World,
): Problem[] => write(file, baselineText(new Map([...boards, ...updated])), world);

/** What GitHub takes at most. */
const STEP_SUMMARY_BYTES = 1024 * 1024;

/** GitHub shows what is in this file on the run's page. */
export function writeStepSummary(report: Report, formats: readonly string[], world: Pick<World, "host">): Problem[] {
  const { env, files } = world.host;
  const path = env["GITHUB_STEP_SUMMARY"];
  const isAsked = formats.some((name) => name === "github" || name.startsWith("github="));
  if (path === undefined || path === "" || !isAsked) return [];
  const before = files.readFile(path, STEP_SUMMARY_BYTES);
  const text = before.ok ? new TextDecoder().decode(before.bytes) : "";
  return write(
    path,
    `${text}${print("check", report, "markdown", { showsNotes: report.judgement?.showsNotes === true })}`,
    world,
  );
}

function write(path: string, text: string, { host }: Pick<World, "host">): Problem[] {
  const written = host.writeFile(path, text);
  if (written.ok) return [];
  const message = `cannot be written: ${written.message}`;
  return [problemOf({ severity: "error", code: "output-failed", message, location: { kind: "input", file: path } })];
}
