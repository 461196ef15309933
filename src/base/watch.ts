/** How far a long piece of work is: the work tells whoever watches it, and knows nothing of what becomes of that. */

/** A part of the work, done in steps. */
interface Stage {
  /** What it counts: `events`. */
  readonly unit: string;
  /** Of that unit; above 0. */
  readonly total: number;
}

/** @param done so much of the stage's total; @param at what is being done */
export type Step = (done: number, at: string) => void;

/** Called when a stage begins. */
export type Watch = (stage: Stage) => Step;

export const unwatched: Watch = () => () => {};
