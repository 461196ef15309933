/**
 * The operations of the members of one domain that play their plans' workloads.
 *
 * Members probe in document order, each when its turn comes for the first time, and take turns phase by phase: so what
 * a later member reserves at run time can meet what an earlier one holds already.
 */
import type { PlannedBuffers, PlannedPhase, PlannedWorkload } from "../plan/workload.js";
import type { Operation } from "./operation.js";
import { type Random, seededRandom } from "./random.js";

/** @param workloads one an actor, in document order; empty for those that only probe. @param granule bytes */
export function* workloadOperations(
  workloads: readonly PlannedWorkload[],
  granule: number,
  seed: number,
): Generator<Operation, void, undefined> {
  const players = workloads.map((workload, actor) => new Player(actor, workload, granule, seededRandom(seed + actor)));
  const numbers: Numbers = { next: 0 };
  const turns = workloads.reduce((most, workload) => Math.max(most, workload.length), 1);
  for (let turn = 0; turn < turns; turn++) {
    for (const player of players) yield* player.turn(turn, numbers);
  }
}

/** How many operations that makes: probes, and every buffer taken and, unless it is held to the end, given back. */
export function operationCount(workloads: readonly PlannedWorkload[]): number {
  const counts = workloads.flat().map(({ name, repeat, buffers }) => {
    const each = buffers.map(({ count, churn, keep, lifetime }) => {
      const returned = lifetime === null ? (name !== null && !keep ? count : 0) : Math.max(0, count - lifetime);
      return count + returned + 2 * churn;
    });
    return repeat * each.reduce((a, b) => a + b, 0);
  });
  return workloads.length + counts.reduce((a, b) => a + b, 0);
}

/** Buffers are numbered over all actors. */
interface Numbers {
  next: number;
}

interface Mortal {
  /** For each buffer, oldest first, the count of takes at which it goes. */
  readonly until: Map<number, number>;
}

class Player {
  /** Buffers with a lifetime, by their kind, oldest first. */
  private readonly mortal = new Map<PlannedBuffers, Mortal>();
  private takes = 0;

  constructor(
    private readonly actor: number,
    private readonly workload: PlannedWorkload,
    private readonly granule: number,
    private readonly random: Random,
  ) {}

  *turn(turn: number, numbers: Numbers): Generator<Operation, void, undefined> {
    if (turn === 0) yield { kind: "probe", actor: this.actor };
    const phase = this.workload[turn];
    for (let round = 0; round < (phase?.repeat ?? 0); round++) {
      if (phase !== undefined) yield* this.phase(phase, numbers);
    }
  }

  private *phase({ name, buffers }: PlannedPhase, numbers: Numbers): Generator<Operation, void, undefined> {
    const passing: number[] = [];
    for (const kind of buffers) {
      const taken: number[] = [];
      for (let i = 0; i < kind.count; i++) yield* this.take(kind, taken, numbers);
      for (let i = 0; i < kind.churn; i++) {
        const place = this.random.below(taken.length);
        const old = taken[place];
        if (old === undefined) break;
        taken.splice(place, 1);
        yield this.give(old);
        yield* this.take(kind, taken, numbers);
      }
      if (name !== null && !kind.keep && kind.lifetime === null) passing.push(...taken);
    }
    for (const buffer of passing) yield this.give(buffer);
  }

  private *take(kind: PlannedBuffers, taken: number[], numbers: Numbers): Generator<Operation, void, undefined> {
    const buffer = numbers.next++;
    yield { kind: "take", actor: this.actor, buffer, bytes: this.bytesOf(kind), time: null, recordedPfn: null };
    this.takes++;
    if (kind.lifetime === null) taken.push(buffer);
    else this.mortalOf(kind).until.set(buffer, this.takes + kind.lifetime);
    for (const { until } of this.mortal.values()) {
      for (const [old, end] of until) {
        if (end > this.takes) break;
        until.delete(old);
        yield this.give(old);
      }
    }
  }

  private mortalOf(kind: PlannedBuffers): Mortal {
    const known = this.mortal.get(kind) ?? { until: new Map() };
    this.mortal.set(kind, known);
    return known;
  }

  private give(buffer: number): Operation {
    return { kind: "give", actor: this.actor, buffer, time: null };
  }

  /** As `iommu_dma_map_sg` counts: every segment in whole granules, and one mapping for the list. */
  private bytesOf({ segments, mostBytes, align }: PlannedBuffers): number {
    const [first = 0n] = segments;
    const bytes =
      segments.length > 1
        ? segments.reduce((sum, segment) => sum + Math.ceil(Number(segment) / this.granule) * this.granule, 0)
        : Number(first) + (mostBytes === null ? 0 : this.random.below(Math.max(0, Number(mostBytes - first)) + 1));
    return Math.max(bytes, Number(align ?? 0n));
  }
}
