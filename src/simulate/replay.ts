/** Plays operations on a domain and keeps account. */

import type { IovaDomain } from "../iova/domain.js";
import type { Pfn } from "../iova/pfn.js";
import { takenSize } from "../iova/rcache.js";
import type { Actor, DmaSpace } from "./dma-space.js";
import type { Agreement, Failure, LateReservation, Sample, Simulation } from "./model.js";
import type { Operation } from "./operation.js";

/** What a probing driver reserves at run time, in pfns, both inclusive. */
export interface RuntimeRange {
  readonly lo: Pfn;
  readonly hi: Pfn;
}

export interface Replay {
  readonly actors: readonly Actor[];
  readonly space: DmaSpace;
  readonly operations: Iterable<Operation>;
  /** Of all operations; samples are spread over them. */
  readonly length: number;
  /** For each actor: what it reserves when it probes. */
  readonly runtime: readonly (readonly RuntimeRange[])[];
  /** Most samples of the series. */
  readonly samples: number;
  /** Told how many of the operations have been played, now and then. */
  readonly played: (operations: number) => void;
}

/** Operations that are played before somebody is told so: a power of two. */
const UNTOLD = 1 << 13;

/** One result an actor, in their order. */
export function replay(job: Replay): readonly Simulation[] {
  const account = new Account(job);
  let played = 0;
  for (const operation of job.operations) {
    account.play(operation);
    if ((++played & (UNTOLD - 1)) === 0) job.played(played);
  }
  return account.results();
}

interface Held {
  readonly pfn: Pfn;
  /** Granules, as asked for. */
  readonly size: number;
  readonly bytes: number;
}

/** Mutable while the run goes on. */
class ActorAccount {
  events = 0;
  failures = 0;
  firstFailure: Failure | null = null;
  live = 0;
  peak = 0;
  /** Bytes really taken for what is live. */
  taken = 0;
  roundingAtPeak = 0;
  headroom: bigint | null = null;
  fragmentation = 0;
  compared = 0;
  equal = 0;
  firstDifference: Agreement["firstDifference"] = null;
  readonly late: LateReservation[] = [];
  readonly series: Sample[] = [];
}

class Account {
  private readonly accounts: readonly ActorAccount[];
  private readonly held = new Map<number, Held>();
  private readonly granule: number;
  private readonly every: number;
  /** Granules that no buffer took: what the layout reserved, and what probing drivers did. */
  private reserved: number;
  private event = 0;

  constructor(private readonly job: Replay) {
    this.accounts = job.actors.map(() => new ActorAccount());
    this.granule = job.space.domain.granule;
    this.reserved = occupied(job.space.domain);
    this.every = Math.max(1, Math.ceil(job.length / Math.max(1, job.samples - 1)));
  }

  play(operation: Operation): void {
    const actor = this.job.actors[operation.actor];
    const account = this.accounts[operation.actor];
    if (actor === undefined || account === undefined) return;
    this.event++;
    if (operation.kind === "probe") this.probe(operation.actor, account);
    else {
      account.events++;
      if (operation.kind === "take") this.take(operation, actor, account);
      else this.give(operation, account);
    }
    if (this.event === 1 || this.event % this.every === 0 || this.event === this.job.length) {
      this.sample("time" in operation ? operation.time : null);
    }
  }

  private take(operation: Operation & { kind: "take" }, actor: Actor, account: ActorAccount): void {
    const { bytes, time, buffer, recordedPfn } = operation;
    const size = Math.ceil(bytes / this.granule);
    const pfn = this.job.space.take(actor, size, time);
    if (recordedPfn !== null) this.compare(account, recordedPfn, pfn, time);
    if (pfn === null) {
      this.fail(actor, account, size, time);
      return;
    }
    this.held.set(buffer, { pfn, size, bytes });
    account.live += bytes;
    account.taken += takenSize(size) * this.granule;
    if (account.live > account.peak) {
      account.peak = account.live;
      account.roundingAtPeak = account.taken - account.live;
    }
  }

  private give({ buffer, time }: Operation & { kind: "give" }, account: ActorAccount): void {
    const held = this.held.get(buffer);
    // A buffer that found no room is given back all the same.
    if (held === undefined) return;
    this.held.delete(buffer);
    account.live -= held.bytes;
    account.taken -= takenSize(held.size) * this.granule;
    this.job.space.give(held.pfn, held.size, time);
  }

  private compare(account: ActorAccount, recorded: number, pfn: Pfn | null, time: number | null): void {
    account.compared++;
    if (pfn === recorded) account.equal++;
    else
      account.firstDifference ??= {
        event: this.event,
        time,
        recorded: this.bytes(recorded),
        model: pfn === null ? null : this.bytes(pfn),
      };
  }

  private fail(actor: Actor, account: ActorAccount, size: number, time: number | null): void {
    account.failures++;
    // The space is walked for the first alone: a run that has outgrown it fails hundreds of thousands of times.
    if (account.firstFailure !== null) return;
    const { free, largestFree } = this.freeBelow(actor);
    account.headroom = least(account.headroom, free);
    account.firstFailure = {
      event: this.event,
      time,
      size: this.bytes(size),
      limit: this.bytes(actor.limitPfn + 1) - 1n,
      largestFree,
      free,
    };
  }

  /** Each range is put in as the proposed call does, in use or not. */
  private probe(index: number, account: ActorAccount): void {
    const { domain } = this.job.space;
    const before = occupied(domain);
    for (const { lo, hi } of this.job.runtime[index] ?? []) {
      const inUse = [...this.held.values()].reduce(
        (sum, { pfn, size }) => sum + Math.max(0, Math.min(hi, pfn + size - 1) - Math.max(lo, pfn) + 1),
        0,
      );
      if (inUse > 0) {
        const range = { start: this.bytes(lo), end: this.bytes(hi + 1), inUse: this.bytes(inUse) };
        account.late.push({ event: this.event, ...range });
      }
      domain.reserve(lo, hi);
    }
    this.reserved += occupied(domain) - before;
  }

  private sample(time: number | null): void {
    for (const [i, actor] of this.job.actors.entries()) {
      const account = this.accounts[i];
      if (account === undefined) continue;
      const { free, largestFree } = this.freeBelow(actor);
      account.headroom = least(account.headroom, free);
      if (free > 0n) account.fragmentation = Math.max(account.fragmentation, 1 - Number(largestFree) / Number(free));
      account.series.push({ event: this.event, time, live: BigInt(account.live), free, largestFree });
    }
  }

  private freeBelow({ limitPfn }: Actor): { readonly free: bigint; readonly largestFree: bigint } {
    const { domain } = this.job.space;
    if (limitPfn < domain.startPfn) return { free: 0n, largestFree: 0n };
    let free = 0;
    let most = 0;
    for (const { lo, hi } of domain.freeRanges(domain.startPfn, limitPfn)) {
      free += hi - lo + 1;
      most = Math.max(most, hi - lo + 1);
    }
    return { free: this.bytes(free), largestFree: this.bytes(most) };
  }

  private bytes(granules: number): bigint {
    return BigInt(granules) * BigInt(this.granule);
  }

  /** Given back, and still in the allocator's tree. */
  private cached(): bigint {
    const taken = this.accounts.reduce((sum, account) => sum + account.taken, 0) / this.granule;
    // A reservation can swallow a live range's node, which then goes with it.
    return this.bytes(Math.max(0, occupied(this.job.space.domain) - this.reserved - taken));
  }

  results(): readonly Simulation[] {
    const cached = this.cached();
    return this.job.actors.map((actor, i): Simulation => {
      const account = this.accounts[i] ?? new ActorAccount();
      const { events, failures, firstFailure, fragmentation, late, series, compared, equal, firstDifference } = account;
      return {
        consumer: actor.id,
        events,
        failures,
        firstFailure,
        peak: BigInt(account.peak),
        headroom: account.headroom ?? this.freeBelow(actor).free,
        fragmentation,
        rounding: BigInt(account.roundingAtPeak),
        cached,
        late,
        series,
        agreement: compared === 0 ? null : { compared, equal, firstDifference },
      };
    });
  }
}

/** Granules in the tree. */
function occupied(domain: IovaDomain): number {
  let size = 0;
  for (const { lo, hi } of domain.nodes()) size += hi - lo + 1;
  return size;
}

const least = (a: bigint | null, b: bigint): bigint => (a === null || b < a ? b : a);
