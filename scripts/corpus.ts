/**
 * Holds the source front end against `cpp | dtc`, board by board: same blob, with and without `-@`, or rejected by
 * both. Prints every difference and the counts; exits 1 if there is any difference, 2 if it cannot run.
 *
 *   npm run corpus -- DIR|FILE... [--jobs N] [--filter REGEX] [--limit N] [--symbols with|without|both] [--dtc PROGRAM] [--verbose]
 */
import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareText } from "../src/base/order.js";
import type { Comparison, Verdict } from "./corpus/compare.js";
import { compareAll } from "./corpus/pool.js";
import { findTools, type ReferenceTools } from "./corpus/reference.js";

const VERDICTS: readonly Verdict[] = [
  "equal",
  "both-reject",
  "differs",
  "accepted-wrongly",
  "rejected-wrongly",
  "defect",
];

const MODES: Readonly<Record<string, readonly boolean[]>> = { with: [true], without: [false], both: [false, true] };

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      jobs: { type: "string", default: String(availableParallelism()) },
      filter: { type: "string", default: "" },
      limit: { type: "string", default: "Infinity" },
      symbols: { type: "string", default: "both" },
      dtc: { type: "string" },
      verbose: { type: "boolean", default: false },
    },
  });
  const modes = MODES[values.symbols];
  if (positionals.length === 0 || modes === undefined) {
    console.error("usage: corpus DIR|FILE... [--jobs N] [--filter REGEX] [--limit N] [--symbols with|without|both]");
    return 2;
  }
  const tools = findTools(values.dtc);
  const filter = new RegExp(values.filter);
  const boards = positionals.flatMap(sourcesBelow).filter((board) => filter.test(board));
  const tasks = boards.slice(0, Number(values.limit)).map((board, index) => ({ index, board, dtc: tools.dtc, modes }));
  if (tasks.length === 0) {
    console.error(`no .dts or .dtso below ${positionals.join(", ")}`);
    return 2;
  }
  const comparisons: Comparison[] = [];
  await compareAll(tasks, Number(values.jobs), (board) => {
    comparisons.push(...board);
    for (const comparison of board) {
      if (values.verbose || isDifference(comparison)) console.log(describe(comparison));
    }
  });
  console.log(summary(tasks.length, comparisons, tools));
  return comparisons.some(isDifference) ? 1 : 0;
}

/** Sorted, so that a run's output is the same on every file system. Some boards are links to others. */
function sourcesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.dtso?$/.test(name))
    .map((name) => join(path, name))
    .filter((board) => statSync(board, { throwIfNoEntry: false })?.isFile() === true)
    .sort(compareText);
}

const isDifference = ({ verdict }: Comparison): boolean => verdict !== "equal" && verdict !== "both-reject";

const describe = ({ board, symbols, verdict, details }: Comparison): string =>
  [`${verdict} ${board}${symbols ? " (-@)" : ""}`, ...details.map((line) => `  ${line}`)].join("\n");

function summary(boards: number, comparisons: readonly Comparison[], tools: ReferenceTools): string {
  const counts = VERDICTS.map((verdict) => {
    const count = comparisons.filter((comparison) => comparison.verdict === verdict).length;
    return `${verdict} ${count}`;
  });
  return `${boards} sources, ${comparisons.length} comparisons with cpp | ${tools.version}: ${counts.join(", ")}`;
}

process.exitCode = await main();
