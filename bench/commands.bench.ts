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
    return [...(await starts(boards, progress)), ...(await wholeTree(place, boards, out, progress))];
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
async function starts(boards: readonly string[], progress: BenchOptions["progress"]): Promise<readonly Row[]> {
  progress("starts");
  const step = Math.max(1, boards.length / COLD);
  const cold = Array.from({ length: Math.min(COLD, boards.length) }, (_, i) => boards[Math.floor(i * step)] ?? "");
  const commands = [
    ["-e", "0"],
    [PROGRAM, "--help"],
    [PROGRAM, "--version"],
  ];
  const all = [...commands, ...cold.map((board) => [PROGRAM, "analyze", "--quiet", board])];
  const best = all.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, args] of all.entries()) {
      const { seconds } = await take(process.execPath, args, STATUSES);
      best[i] = Math.min(best[i] ?? seconds, seconds);
    }
  }
  const [node = Number.NaN, help = Number.NaN, version = Number.NaN, ...each] = best;
  const above = (seconds: number): number => (seconds - node) * 1000;
  return [
    { measure: "node -e 0", value: node * 1000, unit: "ms" },
    { measure: "--help, above node -e 0", value: above(help), unit: "ms", goal: { atMost: 20 } },
    { measure: "--version, above node -e 0", value: above(version), unit: "ms", goal: { atMost: 20 } },
    {
      measure: "one board, cold : node -e 0",
      value: median(each) / node,
      unit: "x",
      goal: { atMost: 7 },
      note: `median of ${cold.length} boards spread over all`,
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
  const analyze = (name: string, count: number, inputs: readonly string[]): Promise<Taken> =>
    ours("analyze", "--quiet", "--jobs", String(count), "--format", `json=${file(name)}`, ...inputs);
  progress(`analyze, ${jobs} jobs`);
  const all = await analyze("jobs", jobs, [folder]);
  progress("analyze, one job");
  const one = await analyze("one", 1, [folder]);
  progress("check");
  const check = await ours("check", "--quiet", "--jobs", String(jobs), "--format", `json=${file("check")}`, folder);
  const few = boards.length < 2 * FEW ? null : await analyze("few", jobs, boards.slice(0, FEW));
  const isSame = readFileSync(file("jobs")).equals(readFileSync(file("one")));
  const name = `${boards.length} boards, analyze as JSON`;
  return [
    ...(await againstReference(boards, jobs, all, progress)),
    { measure: `${name}, ${jobs} jobs`, value: all.seconds, unit: "s", note: "wall time" },
    { measure: `${name}, one job`, value: one.seconds, unit: "s", note: "wall time" },
    { measure: "same bytes whatever --jobs", value: isSame ? 1 : 0, unit: "bool", goal: { atLeast: 1 } },
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
  own: Taken,
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
      value: own.seconds / seconds,
      unit: "x",
      goal: { atMost: 0.3 },
      note: "wall time",
    },
  ];
}
