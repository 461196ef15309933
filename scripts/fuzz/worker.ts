/**
 * A child of the fuzz run. Which input it is at stands in a file, for a process that dies or hangs sends no message.
 *
 * Arguments: a JSON `WorkerTask`.
 */
import { openSync, writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { inputAt } from "./inputs.js";
import { loadSeeds } from "./seeds.js";
import { feed } from "./targets.js";

export interface WorkerTask {
  readonly seed: number;
  /** The first input; the next is `step` further. */
  readonly index: number;
  readonly step: number;
  /** Of inputs; one to look at an input alone. */
  readonly count: number;
  readonly boards: string | null;
  /** Of the file that holds the index, as text. */
  readonly progress: string;
}

export type WorkerReport =
  | { readonly kind: "threw"; readonly index: number; readonly stack: string }
  | { readonly kind: "done"; readonly index: number; readonly accepted: number; readonly refused: number }
  | { readonly kind: "one"; readonly cpuMs: number; readonly peakBytes: number };

/** Between two looks at the parent's messages. */
const BATCH = 50;

async function main(task: WorkerTask): Promise<void> {
  const seeds = loadSeeds(task.boards);
  const progress = openSync(task.progress, "r+");
  const counts = { accepted: 0, refused: 0 };
  let index = task.index;
  for (let done = 0; done < task.count; done++, index += task.step) {
    writeSync(progress, String(index).padEnd(16), 0);
    const before = process.cpuUsage();
    try {
      counts[feed(inputAt(seeds, task.seed, index))]++;
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send({ kind: "threw", index, stack });
    }
    if (task.count === 1) {
      const { user, system } = process.cpuUsage(before);
      send({ kind: "one", cpuMs: (user + system) / 1000, peakBytes: process.resourceUsage().maxRSS * 1024 });
    }
    if (done % BATCH === 0) {
      send({ kind: "done", index, ...counts });
      await setImmediate();
    }
  }
  send({ kind: "done", index, ...counts });
}

const send = (report: WorkerReport): void => {
  process.send?.(report);
};

await main(JSON.parse(process.argv[2] ?? "{}"));
process.disconnect?.();
