/** What a simulation found. All sizes in bytes, all limits inclusive. */
import type { Bytes } from "../base/units.js";

export interface Failure {
  /** Counted from 1, among the events of the run. */
  readonly event: number;
  /** Seconds of the trace's clock; null where nothing says. */
  readonly time: number | null;
  readonly size: Bytes;
  /** The last byte that the master could have been handed. */
  readonly limit: bigint;
  /** The largest free block below the limit at that moment. */
  readonly largestFree: Bytes;
  /** All that was free below the limit. */
  readonly free: Bytes;
}

/** The space at one moment of the run. */
export interface Sample {
  readonly event: number;
  readonly time: number | null;
  /** Asked for and not given back. */
  readonly live: Bytes;
  readonly free: Bytes;
  readonly largestFree: Bytes;
}

/** A runtime reservation on addresses that were handed out already: Linux does not refuse it. */
export interface LateReservation {
  readonly event: number;
  readonly start: bigint;
  /** Exclusive. */
  readonly end: bigint;
  /** Of them in use. */
  readonly inUse: Bytes;
}

export interface Agreement {
  readonly compared: number;
  readonly equal: number;
  readonly firstDifference: {
    readonly event: number;
    readonly time: number | null;
    readonly recorded: bigint;
    /** Null: the model had no room. */
    readonly model: bigint | null;
  } | null;
}

/** One actor's part of a run. */
export interface Simulation {
  readonly consumer: string;
  /** Events of this actor. */
  readonly events: number;
  readonly failures: number;
  readonly firstFailure: Failure | null;
  /** Most that it held at once, as asked for. */
  readonly peak: Bytes;
  /** Least that was free below its limit, at the samples and at the first failure. */
  readonly headroom: Bytes;
  /** Worst of 1 - largest free block / free, at the samples; 0 where nothing was free. */
  readonly fragmentation: number;
  /** At the peak of what was held: taken for rounding to powers of two and to granules. */
  readonly rounding: Bytes;
  /** At the end: given back, yet kept by the allocator's cache or the flush queue. */
  readonly cached: Bytes;
  readonly late: readonly LateReservation[];
  /** At most as many as were asked for, the first and last event among them. */
  readonly series: readonly Sample[];
  /** Null where nothing recorded addresses. */
  readonly agreement: Agreement | null;
}
