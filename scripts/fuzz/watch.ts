/** Workers under a watch: what throws, hangs or takes too much memory is looked at again alone, then reported. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { WorkerReport, WorkerTask } from "./worker.js";

/** Processor time that one input may take. */
const MOST_CPU_MS = 2000;
/** Memory of a process that reads one input, Node's own included. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Wall time after which an input is taken aside: other processes may have had the processor. */
const PATIENCE_MS = 4000;
const POLL_MS = 100;
/** An input alone: enough for a machine with other work, where the start alone takes half a minute. */
const ALONE_MS = 120_000;

export interface Finding {
  readonly index: number;
  readonly kind: "threw" | "died" | "slow" | "memory";
  readonly detail: string;
}

export interface LaneResult {
  readonly findings: readonly Finding[];
  readonly accepted: number;
  readonly refused: number;
}

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

/** Feeds inputs `first`, `first + step`, ... until the time is over, through as many processes as that takes. */
export async function runLane(task: Omit<WorkerTask, "progress" | "count">, until: number): Promise<LaneResult> {
  const findings: Finding[] = [];
  const counts = { accepted: 0, refused: 0 };
  let index = task.index;
  while (Date.now() < until) {
    const round = await runWorker({ ...task, index }, until);
    counts.accepted += round.accepted;
    counts.refused += round.refused;
    for (const finding of round.threw) findings.push(finding);
    if (round.stoppedAt === null) break;
    const alone = await lookAlone({ ...task, index: round.stoppedAt });
    if (alone !== null) findings.push(alone);
    index = round.stoppedAt + task.step;
  }
  return { findings, ...counts };
}

interface Round {
  readonly threw: readonly Finding[];
  readonly accepted: number;
  readonly refused: number;
  /** The input at which the process died, hung or grew; null if the time was over. */
  readonly stoppedAt: number | null;
}

async function runWorker(task: Omit<WorkerTask, "progress" | "count">, until: number): Promise<Round> {
  const progress = join(mkdtempSync(join(tmpdir(), "iova-plan-fuzz-")), "progress");
  writeFileSync(progress, "".padEnd(16));
  const child = start({ ...task, progress, count: Number.MAX_SAFE_INTEGER });
  const threw: Finding[] = [];
  let counts = { accepted: 0, refused: 0 };
  child.on("message", (report: WorkerReport) => {
    if (report.kind === "threw") threw.push({ index: report.index, kind: "threw", detail: report.stack });
    if (report.kind === "done") counts = { accepted: report.accepted, refused: report.refused };
  });
  const indexNow = (): number | null => {
    const text = readFileSync(progress, "utf8").trim();
    return text === "" ? null : Number(text);
  };
  let seen: number | null = null;
  let since = Date.now();
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    await sleep(POLL_MS);
    const now = indexNow();
    if (now !== seen || now === null) {
      seen = now;
      since = Date.now();
    } else if (Date.now() - since > PATIENCE_MS || residentBytes(child) > MOST_BYTES * 2) {
      break;
    }
  }
  const isTimeOver = Date.now() >= until;
  child.removeAllListeners();
  child.kill("SIGKILL");
  const stoppedAt = indexNow();
  if (stoppedAt === null && !isTimeOver) throw new Error(`the worker ends before its first input: ${WORKER}`);
  return { threw, ...counts, stoppedAt: isTimeOver ? null : stoppedAt };
}

/** Null if the input is fine when nothing else ran before it in the same process. */
function lookAlone(task: Omit<WorkerTask, "progress" | "count">): Promise<Finding | null> {
  const progress = join(mkdtempSync(join(tmpdir(), "iova-plan-fuzz-")), "progress");
  writeFileSync(progress, "".padEnd(16));
  const child = start({ ...task, progress, count: 1 });
  const { index } = task;
  return new Promise((settle) => {
    let finding: Finding | null = { index, kind: "died", detail: "the process ended without an answer" };
    const timer = setTimeout(() => {
      finding = { index, kind: "slow", detail: `no answer within ${ALONE_MS} ms` };
      child.kill("SIGKILL");
    }, ALONE_MS);
    child.on("message", (report: WorkerReport) => {
      if (report.kind === "one") finding = verdict(index, report.cpuMs, report.peakBytes);
    });
    child.once("exit", () => {
      clearTimeout(timer);
      settle(finding);
    });
  });
}

function verdict(index: number, cpuMs: number, peakBytes: number): Finding | null {
  if (cpuMs > MOST_CPU_MS) return { index, kind: "slow", detail: `${Math.round(cpuMs)} ms of processor time` };
  if (peakBytes <= MOST_BYTES) return null;
  return { index, kind: "memory", detail: `${Math.round(peakBytes / 2 ** 20)} MiB` };
}

const start = (task: WorkerTask): ChildProcess =>
  fork(WORKER, [JSON.stringify(task)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });

/** 0 where the system does not say. */
function residentBytes(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
