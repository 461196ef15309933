/**
 * Many boards, done by as many threads as the run may use, or by the main one. What comes of them is handed on in the
 * order of the errands, as soon as all before it is there, so that nothing depends on who was faster.
 */

import type { CachePlace } from "./cache/board-cache.js";
import {
  type Batch,
  batchesOf,
  type ErrandKind,
  type Errands,
  type ErrandValues,
  errands,
  type Outcomes,
  type Placed,
} from "./errand.js";
import type { RevisionsCopy } from "./git.js";
import type { World } from "./jobs.js";
import type { Progress } from "./progress.js";
import { Shares } from "./shares.js";
import type { Thread, Threads } from "./threads.js";
import { Worlds } from "./worlds.js";

export interface CrewRun<K extends ErrandKind> {
  readonly values: ErrandValues[K];
  /** As the user said; undefined: what the machine has. */
  readonly jobs: number | undefined;
  readonly world: World;
  readonly progress: Progress;
}

/** What a thread is given before its first batch. */
export interface Setup<K extends ErrandKind = ErrandKind> {
  readonly kind: K;
  readonly values: ErrandValues[K];
  readonly revisions: RevisionsCopy;
  readonly cache: CachePlace | null;
}

/** One errand of the batch that a thread is at. */
export interface Reply<K extends ErrandKind = ErrandKind> {
  readonly index: number;
  readonly outcome: Outcomes[K];
}

/** A thread takes as long to start as a few boards take. */
const BOARDS_WORTH_A_THREAD = 6;

export async function performAll<K extends ErrandKind>(
  kind: K,
  all: readonly Errands[K][],
  run: CrewRun<K>,
  onDone: (outcome: Outcomes[K], errand: Errands[K]) => void,
): Promise<void> {
  const { world, progress, values } = run;
  const { threads } = world.host;
  const inOrder = new InOrder<Outcomes[K]>((outcome, index) => {
    const errand = all[index];
    if (errand !== undefined) onDone(outcome, errand);
  });
  const left: Placed<K>[] = [];
  for (const [index, errand] of all.entries()) {
    const known = await errands[kind].known(errand, values, world);
    if (known === null) left.push({ index, errand });
    else inOrder.add(known, index);
  }
  const count =
    threads === null ? 1 : Math.min(run.jobs ?? threads.cores, Math.ceil(left.length / BOARDS_WORTH_A_THREAD));
  if (threads === null || count < 2) {
    const worlds = new Worlds(world);
    for (const { index, errand } of left) {
      progress.show(inOrder.done, errands[kind].pathOf(errand));
      inOrder.add(await errands[kind].perform(errand, values, worlds.next(1)), index);
    }
    progress.clear();
    return;
  }
  await new Crew(kind, left, count, run, inOrder).work(threads);
  progress.clear();
}

/** Keeps what comes too early until its turn. */
class InOrder<T> {
  private readonly early = new Map<number, T>();
  private next = 0;
  done = 0;

  constructor(private readonly emit: (value: T, index: number) => void) {}

  add(value: T, index: number): void {
    this.done++;
    this.early.set(index, value);
    for (let due = this.early.get(this.next); due !== undefined; due = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.emit(due, this.next++);
    }
  }
}

class Crew<K extends ErrandKind> {
  private readonly waiting: Shares<Batch<K>>;
  private readonly threads = new Set<Thread<Batch<K>, Reply<K>>>();

  constructor(
    private readonly kind: K,
    left: readonly Placed<K>[],
    private readonly count: number,
    private readonly run: CrewRun<K>,
    private readonly results: InOrder<Outcomes[K]>,
  ) {
    this.waiting = new Shares(batchesOf(kind, left), count);
  }

  async work(threads: Threads): Promise<void> {
    const { values, world } = this.run;
    const setup: Setup<K> = {
      kind: this.kind,
      values,
      revisions: world.files.copy(),
      cache: world.cache?.place ?? null,
    };
    try {
      await Promise.all(Array.from({ length: this.count }, (_, i) => this.doBatches(i, () => threads.start(setup))));
    } finally {
      for (const thread of this.threads) thread.stop();
    }
  }

  /** With one thread after another, where they die, until nothing waits. */
  private async doBatches(owner: number, start: () => Thread<Batch<K>, Reply<K>>): Promise<void> {
    let thread: Thread<Batch<K>, Reply<K>> | null = null;
    for (let batch = this.waiting.next(owner); batch !== undefined; batch = this.waiting.next(owner)) {
      thread ??= start();
      this.threads.add(thread);
      const rest: Batch<K> | null = await this.doBatch(batch, thread);
      if (rest === null) continue;
      thread = null;
      if (rest.length > 0) this.waiting.putBack(owner, rest);
    }
  }

  /** @returns null once all is done; what is left for another thread where this one died of an errand */
  private doBatch(batch: Batch<K>, thread: Thread<Batch<K>, Reply<K>>): Promise<Batch<K> | null> {
    let at = 0;
    return new Promise((resolve, reject) => {
      const orReject = (take: () => void): void => {
        try {
          take();
        } catch (error) {
          reject(error);
        }
      };
      const onReply = ({ index, outcome }: Reply<K>): void =>
        orReject(() => {
          this.take(outcome, index, batch[at]);
          at++;
          if (at === batch.length) resolve(null);
        });
      const onDeath = (reason: string): void =>
        orReject(() => {
          const died = batch[at];
          if (died === undefined) return;
          this.take(this.lost(died.errand, reason), died.index, died);
          resolve(batch.slice(at + 1));
        });
      thread.post(batch, { onReply, onDeath });
      this.showProgress(batch[0]);
    });
  }

  private lost(errand: Errands[K], reason: string): Outcomes[K] {
    const { values, world } = this.run;
    return errands[this.kind].lost(errand, new Error(`the thread that was at it died: ${reason}`), values, world);
  }

  private take(outcome: Outcomes[K], index: number, placed: Placed<K> | undefined): void {
    this.results.add(outcome, index);
    this.showProgress(placed);
  }

  private showProgress(placed: Placed<K> | undefined): void {
    if (placed !== undefined) this.run.progress.show(this.results.done, errands[this.kind].pathOf(placed.errand));
  }
}
