/** Threads for tests: they copy what passes, as real ones do, take turns as they like, and die when told to. */
import type { Reply, Setup } from "../../src/cli/crew.js";
import { type Batch, errands } from "../../src/cli/errand.js";
import { Revisions } from "../../src/cli/git.js";
import type { Host } from "../../src/cli/host.js";
import type { Listener, Thread, Threads } from "../../src/cli/threads.js";

export interface Behaviour {
  readonly cores?: number;
  /** Boards at which the thread dies. */
  readonly deadly?: readonly string[];
  /** Dies as soon as it is started. */
  readonly isStillborn?: boolean;
  /** How long the n-th thread takes for a board, in turns of the event loop. */
  readonly turns?: (thread: number) => number;
}

type Listening = Listener<Reply>;

/** Counts what was started and stopped. */
export class VirtualThreads implements Threads {
  started = 0;
  stopped = 0;
  readonly cores: number;

  constructor(
    private readonly host: Pick<Host, "files" | "git">,
    private readonly behaviour: Behaviour = {},
  ) {
    this.cores = behaviour.cores ?? 2;
  }

  start<Task, Answer>(setup: unknown): Thread<Task, Answer> {
    const number = this.started++;
    const copied = structuredClone(setup) as Setup;
    const post = (batch: Task, listener: Listener<Answer>): void => {
      void this.work(number, copied, structuredClone(batch) as unknown as Batch<"board">, listener as Listening);
    };
    return {
      post,
      stop: () => {
        this.stopped++;
      },
    };
  }

  private async work(number: number, setup: Setup, batch: Batch<"board">, listener: Listening): Promise<void> {
    const { deadly = [], isStillborn = false, turns = () => 1 } = this.behaviour;
    if (isStillborn) {
      listener.onDeath("it could not start");
      return;
    }
    const files = Revisions.from(setup.revisions, this.host);
    const host = { ...this.host, threads: null, kept: null } as Host;
    const world = { host, files, cache: null };
    const { perform, pathOf } = errands[setup.kind] as (typeof errands)["board"];
    for (const { index, errand } of batch) {
      for (let turn = 0; turn < turns(number); turn++) await new Promise((resolve) => setImmediate(resolve));
      if (deadly.includes(pathOf(errand))) {
        listener.onDeath("out of memory");
        return;
      }
      const outcome = await perform(errand, setup.values, world);
      listener.onReply(structuredClone({ index, outcome }));
    }
  }
}
