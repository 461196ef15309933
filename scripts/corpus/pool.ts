/** Boards spread over child processes. A child that dies or hangs costs its board, not the run. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Comparison } from "./compare.js";
import type { Answer, Task } from "./worker.js";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));
/** Of one board, the reference's own time included. */
const PATIENCE_MS = 180_000;

/** Reports each board as soon as all before it are reported: the output is the same with any number of jobs. */
export async function compareAll(
  tasks: readonly Task[],
  jobs: number,
  report: (comparisons: readonly Comparison[]) => void,
): Promise<void> {
  const answers = new Map<number, readonly Comparison[]>();
  let next = 0;
  let reported = 0;
  const settle = (index: number, comparisons: readonly Comparison[]): void => {
    answers.set(index, comparisons);
    for (let ready = answers.get(reported); ready !== undefined; ready = answers.get(++reported)) {
      answers.delete(reported);
      report(ready);
    }
  };
  const lane = async (): Promise<void> => {
    let child: ChildProcess | null = null;
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      child ??= fork(WORKER);
      const comparisons = await ask(child, task);
      if (comparisons === null) {
        child.kill("SIGKILL");
        child = null;
      }
      settle(task.index, comparisons ?? task.modes.map((symbols) => unanswered(task.board, symbols)));
    }
    child?.kill();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, lane));
}

const unanswered = (board: string, symbols: boolean): Comparison => ({
  board,
  symbols,
  verdict: "defect",
  details: ["the process died or did not answer"],
});

function ask(child: ChildProcess, task: Task): Promise<readonly Comparison[] | null> {
  return new Promise((settle) => {
    const finish = (comparisons: readonly Comparison[] | null): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      settle(comparisons);
    };
    const timer = setTimeout(() => finish(null), PATIENCE_MS);
    child.once("message", (answer: Answer) => finish(answer.comparisons));
    child.once("exit", () => finish(null));
    child.send(task);
  });
}
