/** Allocations and frees at a steady number of live ranges, below a 32-bit limit. */
import { IovaDomain } from "../src/iova/domain.js";
import { linearDomain } from "../test/iova/linear-model.js";
import { randomNumbers } from "../test/iova/random.js";
import type { BenchOptions, Row } from "./rows.js";
import { bestOf, secondsOf } from "./timing.js";

const LIVE = 10_000;
const LARGEST_SIZE = 16;
const LIMIT_PFN = 2 ** 20 - 1;

interface Target {
  alloc(size: number): number | null;
  free(pfn: number, size: number): void;
}

const options = { granule: 4096, startPfn: 1, model: "6.12", cache: false } as const;

function linear(): Target {
  const domain = linearDomain(options);
  return { alloc: (size) => domain.alloc(size, LIMIT_PFN, true), free: (pfn) => domain.free(pfn) };
}

function uncached(): Target {
  const domain = new IovaDomain(options);
  return { alloc: (size) => domain.alloc(size, LIMIT_PFN, true), free: (pfn) => domain.free(pfn) };
}

function cached(): Target {
  const domain = new IovaDomain({ ...options, cache: true });
  return {
    alloc: (size) => domain.allocFast(size, LIMIT_PFN, true),
    free: (pfn, size) => domain.freeFast(pfn, size),
  };
}

/** What the loop costs without an allocator. */
const nothing = (): Target => ({ alloc: (size) => size, free: () => undefined });

/** What a churn does next, so that every target does the same: a size to allocate, or 0 to free something. */
function plan(operations: number): Int8Array {
  const random = randomNumbers(2);
  return Int8Array.from({ length: operations }, () => (random(2) === 0 ? 0 : 1 + random(LARGEST_SIZE)));
}

/** Fills to LIVE; then as often an allocation as a free of any live range, by chance. */
class Churn {
  private readonly random = randomNumbers(1);
  private readonly pfns: Float64Array;
  private readonly sizes: Int32Array;
  private live = 0;

  constructor(
    private readonly target: Target,
    operations: number,
  ) {
    this.pfns = new Float64Array(LIVE + operations);
    this.sizes = new Int32Array(LIVE + operations);
    while (this.live < LIVE) this.step(1 + this.random(LARGEST_SIZE));
  }

  step(size: number): void {
    if (size > 0) {
      this.pfns[this.live] = this.target.alloc(size) ?? 0;
      this.sizes[this.live++] = size;
      return;
    }
    const { pfns, sizes } = this;
    const victim = this.random(this.live--);
    this.target.free(pfns[victim] ?? 0, sizes[victim] ?? 0);
    pfns[victim] = pfns[this.live] ?? 0;
    sizes[victim] = sizes[this.live] ?? 0;
  }
}

/** ns for one operation of the best of some rounds, the first of which warms up. */
function churn(makeTarget: () => Target, operations: number, rounds: number): number {
  const steps = plan(operations);
  const seconds = bestOf(rounds, () => {
    const run = new Churn(makeTarget(), operations);
    return secondsOf(() => {
      for (const size of steps) run.step(size);
    });
  });
  return (seconds * 1e9) / operations;
}

/** ns for one allocation alone, by the wall clock around each. */
function churnAllocations(makeTarget: () => Target, operations: number): number {
  const steps = plan(operations);
  const run = new Churn(makeTarget(), operations);
  let spent = 0n;
  for (const size of steps) {
    const start = process.hrtime.bigint();
    run.step(size);
    if (size > 0) spent += process.hrtime.bigint() - start;
  }
  return Number(spent) / steps.filter((size) => size > 0).length;
}

export function churnRows({ progress }: BenchOptions): readonly Row[] {
  progress(`churn, ${LIVE} live`);
  const loop = churn(nothing, 2_000_000, 4);
  const slow = churn(linear, 30_000, 2);
  const fast = churn(uncached, 300_000, 5);
  const hit = churn(cached, 2_000_000, 6);
  const slowAlloc = churnAllocations(linear, 30_000);
  const fastAlloc = churnAllocations(uncached, 300_000);
  const note = `${LIVE} live, sizes 1-${LARGEST_SIZE}, aligned, 32-bit limit, random frees`;
  return [
    { measure: "churn: linear model", value: slow, unit: "ns/op", note },
    { measure: "churn: domain", value: fast, unit: "ns/op", note: "same operations, no cache" },
    {
      measure: "churn: linear / domain",
      value: slow / fast,
      unit: "x",
      goal: { atLeast: 20 },
    },
    {
      measure: "churn: linear / domain, allocations alone",
      value: slowAlloc / fastAlloc,
      unit: "x",
      note: "the kernel frees in O(log n), the linear model walks",
    },
    { measure: "cache: domain", value: hit, unit: "ns/op", note: "allocFast, freeFast; loop included" },
    { measure: "cache: the loop alone", value: loop, unit: "ns/op", note: "random numbers and bookkeeping" },
    {
      measure: "cache: linear churn / cached",
      value: slow / hit,
      unit: "x",
      goal: { atLeast: 20 },
    },
    {
      measure: "cache: domain's own churn / cached",
      value: fast / hit,
      unit: "x",
      goal: { atLeast: 20 },
      note: "the faster the search, the smaller",
    },
  ];
}
