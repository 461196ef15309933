/** Programs that a bench runs as a user would: how long they take by the clock, and how much memory. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { testCacheFolder } from "../scripts/test-cache-folder.js";

export interface Taken {
  readonly seconds: number;
  /** The most memory that the process had, in MiB; null where the system does not tell. */
  readonly peak: number | null;
}

/**
 * Node without a word more, so that every run has the same environment. Where another Node built the program, the code
 * that V8 compiles is kept by the first start, and not in the user's own folder.
 */
const environment = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, XDG_CACHE_HOME: testCacheFolder() };

/** @param statuses that are fine */
export async function take(
  program: string,
  args: readonly string[],
  statuses: readonly number[] = [0],
): Promise<Taken> {
  const start = performance.now();
  const child = spawn(program, args, { env: environment, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString("utf8");
  });
  let peak: number | null = null;
  const watch = setInterval(() => {
    peak = peakOf(child.pid) ?? peak;
  }, 20);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  if (status === null || !statuses.includes(status)) {
    throw new Error(`${program} ${args.join(" ")}: status ${status}: ${said.trim().split("\n").at(-1) ?? ""}`);
  }
  return { seconds, peak };
}

/** The high-water mark of resident memory, as Linux keeps it. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}

/** Seconds until all are done, `jobs` at a time. */
export async function together<T>(
  all: readonly T[],
  jobs: number,
  work: (one: T) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  const waiting = [...all];
  const worker = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return (performance.now() - start) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
