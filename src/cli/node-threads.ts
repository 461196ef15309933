/** Node's worker threads. An interrupt ends them with the process: they write nothing, so nothing is left torn. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { usableCores } from "./cores.js";
import { exitWhenInterrupted } from "./interrupt.js";
import type { Listener, Thread, Threads } from "./threads.js";

/** @param startWorker runs the program's worker with what it is given */
export function nodeThreads(startWorker: (setup: unknown) => Worker): Threads {
  return {
    get cores() {
      return usableCores(availableParallelism(), textOf);
    },
    start<Task, Reply>(setup: unknown): Thread<Task, Reply> {
      // While threads work the main one waits, so that this is at once.
      exitWhenInterrupted();
      return threadOf(startWorker(setup));
    },
  };
}

function threadOf<Task, Reply>(worker: Worker): Thread<Task, Reply> {
  let listener: Listener<Reply> | null = null;
  let death: string | null = null;
  const die = (reason: string): void => {
    if (death === null) listener?.onDeath(reason);
    death ??= reason;
  };
  worker.on("message", (reply: Reply) => listener?.onReply(reply));
  worker.on("error", (error) => die(error.message));
  worker.on("exit", (code) => die(`it ended with ${code}`));
  return {
    post(task, next) {
      listener = next;
      if (death === null) worker.postMessage(task);
      else next.onDeath(death);
    },
    stop() {
      listener = null;
      void worker.terminate();
    },
  };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
