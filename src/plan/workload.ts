/** The model of a plan's `workload`, and how it is made of the file's values. */
import type { Bytes } from "../base/units.js";
import type { BuffersValues, WorkloadValues } from "./workload-schema.js";

/** Buffers of one kind, taken one after the other. */
export interface PlannedBuffers {
  /** One mapping each: bytes of its segments, a single one for a plain buffer. */
  readonly segments: readonly bigint[];
  /** Not with several segments: the size lies between the only segment and this, inclusive; null: is the segment's. */
  readonly mostBytes: Bytes | null;
  readonly count: number;
  /** Bytes, a power of two; null: the allocator's natural alignment. */
  readonly align: Bytes | null;
  /** Given back after so many later ones of the consumer; null: at the end of the phase or run. */
  readonly lifetime: number | null;
  /** Held beyond the end of the phase. */
  readonly keep: boolean;
  /** How often one of them is given back and taken anew. */
  readonly churn: number;
}

/** What is played as one: a phase, or buffers outside of any, which are held to the end. */
export interface PlannedPhase {
  /** Null for buffers outside of any phase. */
  readonly name: string | null;
  readonly repeat: number;
  readonly buffers: readonly PlannedBuffers[];
}

export type PlannedWorkload = readonly PlannedPhase[];

export const plannedWorkload = (steps: WorkloadValues): PlannedWorkload =>
  steps.map(({ phase, repeat, buffers, ...own }) =>
    phase === undefined
      ? { name: null, repeat: 1, buffers: [plannedBuffers(own)] }
      : { name: phase, repeat, buffers: (buffers ?? []).map(plannedBuffers) },
  );

function plannedBuffers({ size, segments, count, align, lifetime, keep, churn }: BuffersValues): PlannedBuffers {
  const [least, most] = size ?? [0n, 0n];
  return {
    segments: segments ?? [least],
    mostBytes: most === least ? null : most,
    count,
    align: align ?? null,
    lifetime: lifetime ?? null,
    keep: keep ?? false,
    churn: churn ?? 0,
  };
}
