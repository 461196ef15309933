/** The built program as a user runs it, beside `cpp | dtc` and beside Node alone, in the same run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findTools, includeFolders, type ReferenceTools } from "../scripts/corpus/reference.js";
import { compareText } from "../src/base/order.js";
import { median, type Taken, take, together } from "./processes.js";
import type { Bench, BenchOptions, Row } from "./rows.js";

const PROGRAM = fileURLToPath(new URL("../bin/iova-plan.js", import.meta.url));
const EXAMPLES = fileURLToPath(new URL("../examples/dts", import.meta.url));
/** Boards that are started one by one. */
const COLD = 8;
/** Of each start. */
const ROUNDS = 5;
/** Fewer boards say nothing of how memory grows. */
const FEW = 100;
/** A check that finds something, or a board of the folder that cannot be used, is no failure of the bench. */
const STATUSES = [0, 1, 2];

export const bench: Bench = { title: "Commands: the built program against cpp | dtc and node -e 0", run };

async function run({ progress, boards: folder }: BenchOptions): Promise<readonly Row[]> {
  const place = folder ?? process.env["IOVA_PLAN_BOARDS"] ?? EXAMPLES;
  const boards = boardsBelow(place);
  const out = mkdtempSync(join(tmpdir(), "iova-plan-bench-"));
  try {
    progress(`${boards.length} boards below ${place}`);
    return [...(await starts(boards, out, progress)), ...(await wholeTree(place, boards, out, progress))];
  } finally {
    rmSync(out, { recursive: true });
  }
}

const boardsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".dts"))
    .sort(compareText)
    .map((name) => join(folder, name));

const ours = (...args: readonly string[]): Promise<Taken> => take(process.execPath, [PROGRAM, ...args], STATUSES);

/** One process each, with the smallest of a few rounds in turn: what the machine can do when nothing else disturbs it. */
async function starts(
  boards: readonly string[],
  out: string,
  progress: BenchOptions["progress"],
): Promise<readonly Row[]> {
  progress("starts");
  const step = Math.max(1, boards.length / COLD);
  const cold = Array.from({ length: Math.min(COLD, boards.length) }, (_, i) => boards[Math.floor(i * step)] ?? "");
  const commands = [
    ["-e", "0"],
    [PROGRAM, "--help"],
    [PROGRAM, "--version"],
  ];
  const analyze = (...cache: readonly string[]): string[][] =>
    cold.map((board) => [PROGRAM, "analyze", "--quiet", ...cache, board]);
  const all = [...commands, ...analyze("--no-cache"), ...analyze("--cache-dir", join(out, "starts"))];
  const best = all.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, args] of all.entries()) {
      const { seconds } = await take(process.execPath, args, STATUSES);
      best[i] = Math.min(best[i] ?? seconds, seconds);
    }
  }
  const [node = Number.NaN, help = Number.NaN, version = Number.NaN, ...each] = best;
  const [anew, kept] = [each.slice(0, cold.length), each.slice(cold.length)];
  const above = (seconds: number): number => (seconds - node) * 1000;
  return [
    { measure: "node -e 0", value: node * 1000, unit: "ms" },
    { measure: "--help, above node -e 0", value: above(help), unit: "ms", goal: { atMost: 20 } },
    { measure: "--version, above node -e 0", value: above(version), unit: "ms", goal: { atMost: 20 } },
    {
      measure: "one board, cold : node -e 0",
      value: median(anew) / node,
      unit: "x",
      goal: { atMost: 7 },
      note: `median of ${cold.length} boards spread over all`,
    },
    {
      measure: "one board, kept : node -e 0",
      value: median(kept) / node,
      unit: "x",
      goal: { atMost: 3 },
      note: "the same boards, analysed by an earlier run",
    },
  ];
}

async function wholeTree(
  folder: string,
  boards: readonly string[],
  out: string,
  progress: BenchOptions["progress"],
): Promise<readonly Row[]> {
  const jobs = Math.min(2, availableParallelism());
  const file = (name: string): string => join(out, `${name}.json`);
  const run = (command: string, name: string, count: number, inputs: readonly string[], cache = ["--no-cache"]) =>
    ours(command, "--quiet", "--jobs", String(count), ...cache, "--format", `json=${file(name)}`, ...inputs);
  const analyze = (name: string, count: number, inputs: readonly string[], cache?: string[]): Promise<Taken> =>
    run("analyze", name, count, inputs, cache);
  progress(`analyze, ${jobs} jobs`);
  const all = await analyze("jobs", jobs, [folder]);
  progress("analyze, one job");
  const one = await analyze("one", 1, [folder]);
  progress("check");
  const check = await run("check", "check", jobs, [folder]);
  progress("analyze, keeping and kept");
  const cache = ["--cache-dir", join(out, "cache")];
  const first = await analyze("first", jobs, [folder], cache);
  const second = await analyze("second", jobs, [folder], cache);
  const few = boards.length < 2 * FEW ? null : await analyze("few", jobs, boards.slice(0, FEW));
  const whole = readFileSync(file("jobs"));
  const isSame = ["one", "first", "second"].every((other) => whole.equals(readFileSync(file(other))));
  const name = `${boards.length} boards, analyze as JSON`;
  return [
    ...(await againstReference(boards, jobs, { all, second }, progress)),
    { measure: `${name}, ${jobs} jobs`, value: all.seconds, unit: "s", note: "wall time" },
    { measure: `${name}, one job`, value: one.seconds, unit: "s", note: "wall time" },
    { measure: `${name}, second run`, value: second.seconds, unit: "s", note: "wall time, nothing has changed" },
    {
      measure: "run that keeps : run that does not",
      value: first.seconds / all.seconds,
      unit: "x",
      goal: { atMost: 1.05 },
    },
    { measure: "same bytes whatever --jobs, kept or not", value: isSame ? 1 : 0, unit: "bool", goal: { atLeast: 1 } },
    { measure: "check : analyze", value: check.seconds / all.seconds, unit: "x", goal: { atMost: 1.2 } },
    ...memoryRow("peak memory, all threads", all.peak, 500),
    ...memoryRow(
      `its growth from ${FEW} boards`,
      few?.peak == null || all.peak === null ? null : all.peak - few.peak,
      0,
    ),
  ];
}

const memoryRow = (measure: string, value: number | null, most: number): readonly Row[] =>
  value === null ? [] : [{ measure, value, unit: "MiB", goal: { atMost: most } }];

/** Nothing where the reference is not installed. */
async function againstReference(
  boards: readonly string[],
  jobs: number,
  own: { readonly all: Taken; readonly second: Taken },
  progress: BenchOptions["progress"],
): Promise<readonly Row[]> {
  let tools: ReferenceTools;
  try {
    tools = findTools(undefined);
    await take("cpp", ["--version"]);
  } catch {
    progress("no cpp or no dtc: nothing to compare with");
    return [];
  }
  progress("cpp | dtc -@");
  const seconds = await together(boards, jobs, (board) => {
    const folders = includeFolders(board).flatMap((one) => ["-I", one]);
    const pipe = `dtc=$1; shift; cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp "$@" | "$dtc" -@ -q -I dts -O dtb -o /dev/null -`;
    return take("sh", ["-c", pipe, "sh", tools.dtc, ...folders, board], STATUSES);
  });
  return [
    { measure: `cpp | dtc -@, ${jobs} jobs`, value: seconds, unit: "s", note: tools.version },
    {
      measure: "analyze : cpp | dtc",
      value: own.all.seconds / seconds,
      unit: "x",
      goal: { atMost: 0.3 },
      note: "wall time",
    },
    {
      measure: "analyze, second run : cpp | dtc",
      value: own.second.seconds / seconds,
      unit: "x",
      goal: { atMost: 0.06 },
      note: "wall time, nothing has changed",
    },
  ];
}
