/** The source front end against `cpp | dtc` on the same boards, in the same run. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { findTools, includeFolders, runCpp, runDtc } from "../scripts/corpus/reference.js";
import { BoardFiles } from "../src/base/board-files.js";
import { isError } from "../src/base/diagnostic.js";
import { compareText } from "../src/base/order.js";
import { SourceStore } from "../src/base/source-store.js";
import { nodeFiles } from "../src/cli/files.js";
import { writeDtb } from "../src/dtb/write.js";
import { kernelIncludeFolders } from "../src/dts/kernel-includes.js";
import { defaultDtsOptions } from "../src/dts/options.js";
import { parseDts } from "../src/dts/parse.js";
import type { Bench, BenchOptions, Row } from "./rows.js";

const EXAMPLES = fileURLToPath(new URL("../examples/dts", import.meta.url));
/** As a thread of the command line has it for the boards that it does: from the second on, includes are not read again. */
const store = new SourceStore(nodeFiles);

/** Boards of a folder that are measured, unless all are asked for. */
const MOST_BOARDS = 100;

export const bench: Bench = { title: "Source front end: boards a second against cpp | dtc", run };

function run({ full, progress, boards: folder }: BenchOptions): readonly Row[] {
  const found = boardsBelow(folder ?? EXAMPLES);
  const step = full ? 1 : Math.ceil(found.length / MOST_BOARDS);
  const boards = found.filter((_, i) => i % step === 0);
  const { dtc, version } = findTools(undefined);
  progress(`${boards.length} of ${found.length} boards below ${folder ?? EXAMPLES}`);
  const cold = seconds(boards.slice(0, 1), compileOurs);
  const ours = seconds(boards, compileOurs);
  progress("cpp | dtc");
  const theirs = seconds(boards, (board) => compileTheirs(board, dtc));
  const rate = (time: number): number => boards.length / time;
  return [
    {
      measure: "first board of the process",
      value: cold * 1000,
      unit: "ms",
      note: "parser loaded and compiled just in time",
    },
    { measure: "iova-plan", value: rate(ours), unit: "boards/s", note: "one process, one store, source to blob" },
    { measure: "cpp | dtc", value: rate(theirs), unit: "boards/s", note: `${version}, two processes a board` },
    { measure: "iova-plan : cpp | dtc", value: theirs / ours, unit: "x", goal: { atLeast: 1 }, note: "wall time" },
  ];
}

function boardsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".dts"))
    .sort(compareText)
    .map((name) => join(folder, name));
}

/** Wall time: the reference's processes have clocks of their own. */
function seconds(boards: readonly string[], compile: (board: string) => void): number {
  const start = performance.now();
  for (const board of boards) compile(board);
  return (performance.now() - start) / 1000;
}

function compileOurs(board: string): void {
  const files = new BoardFiles(store);
  const read = files.file(board, defaultDtsOptions.limits.fileBytes);
  if (!read.ok) throw new Error(`${board}: ${read.message}`);
  const options = { ...defaultDtsOptions, includeFolders: kernelIncludeFolders(board, files) };
  const { value, diagnostics } = parseDts(read.file.source, options, files);
  const error = diagnostics.find(isError);
  if (value === null) throw new Error(`${board}: ${error?.message}`);
  writeDtb(value);
}

function compileTheirs(board: string, dtc: string): void {
  const folders = includeFolders(board);
  const preprocessed = runCpp(board, folders);
  if (preprocessed.kind === "blob") runDtc(dtc, preprocessed.bytes, folders, false);
}
