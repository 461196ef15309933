/** Threads that work beside the main one, as the command line sees them; `node-threads.ts` has the real ones. */

export interface Threads {
  /** How many may work at the same time if nobody says. */
  readonly cores: number;
  /** @param setup a plain value that the thread is given before its first task */
  start<Task, Reply>(setup: unknown): Thread<Task, Reply>;
}

/** Tasks and replies are plain values: they are copied on their way. */
export interface Thread<Task, Reply> {
  /** @param listener hears of this task, and no other hears of anything any more */
  post(task: Task, listener: Listener<Reply>): void;
  stop(): void;
}

export interface Listener<Reply> {
  onReply(reply: Reply): void;
  /** The thread has died, and answers nothing any more. Not called for one that was stopped. */
  onDeath(reason: string): void;
}
