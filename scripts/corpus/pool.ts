/** Boards spread over child processes. A child that dies or hangs costs its board, not the run. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Comparison } from "./compare.js";
import type { Answer, Task } from "./worker.js";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));
/** Of one board, the reference's own time included. */
const PATIENCE_MS = 180_000;

/** Answers in the order of the tasks, whichever child is first. */
export async function compareAll(tasks: readonly Task[], jobs: number): Promise<readonly (readonly Comparison[])[]> {
  const answers = new Array<readonly Comparison[]>(tasks.length).fill([]);
  let next = 0;
  const lane = async (): Promise<void> => {
    let child: ChildProcess | null = null;
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      child ??= fork(WORKER);
      const comparisons = await ask(child, task);
      if (comparisons === null) {
        child.kill("SIGKILL");
        child = null;
      }
      const { board, modes } = task;
      answers[task.index] =
        comparisons ??
        modes.map((symbols) => ({
          board,
          symbols,
          verdict: "defect",
          details: ["the process died or did not answer"],
        }));
    }
    child?.kill();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, lane));
  return answers;
}

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
