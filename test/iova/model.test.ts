/** The fast domain against the executable specification: any operations in any order, and both must answer alike. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AllocatorModelId, IovaDomain } from "../../src/iova/domain.js";
import { expectSame } from "../same.js";
import { type LinearDomain, type LinearRange, linearDomain } from "./linear-model.js";
import { randomNumbers } from "./random.js";

const models: readonly AllocatorModelId[] = ["6.1", "6.12", "maple-2026"];
const granules = [4096, 16384, 65536] as const;

type Operation =
  | { readonly op: "alloc"; readonly size: number; readonly limit: number; readonly aligned: boolean }
  | { readonly op: "allocFast"; readonly size: number; readonly limit: number; readonly flush: boolean }
  /** `pick` chooses among what was handed out; `inside` goes that far into the range. */
  | { readonly op: "free" | "freeFast"; readonly pick: number; readonly inside: number }
  | { readonly op: "freeAny" | "find"; readonly pfn: number }
  | { readonly op: "reserve"; readonly lo: number; readonly hi: number }
  | { readonly op: "reserveLive"; readonly pick: number; readonly before: number; readonly length: number }
  | { readonly op: "flush" };

/** A part of the pfns in which everything happens, small enough that things meet. */
interface Arena {
  readonly name: string;
  readonly startPfn: number;
  readonly pfn: fc.Arbitrary<number>;
  readonly size: fc.Arbitrary<number>;
}

const near = (pfn: number, below: number, above: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.max(0, pfn - below), max: pfn + above });

function arenas(granule: number): readonly Arena[] {
  const d32 = 2 ** 32 / granule;
  const last = 2 ** 64 / granule - 1;
  const small = fc.integer({ min: 1, max: 20 });
  return [
    { name: "a tiny space", startPfn: 1, pfn: near(0, 0, 80), size: small },
    { name: "a tiny space from pfn 0", startPfn: 0, pfn: near(0, 0, 40), size: fc.integer({ min: 1, max: 9 }) },
    { name: "around 4 GiB", startPfn: d32 - 60, pfn: near(d32, 80, 60), size: small },
    {
      name: "wide",
      startPfn: 1,
      pfn: fc.oneof(near(d32 - 1, 300, 300), near(2 ** 36, 3, 3), near(last, 400, 0), fc.constant(d32 - 1)),
      size: fc.oneof(small, fc.constantFrom(d32 - 1, d32, d32 + 1, 64, 100), near(last, 5, 0)),
    },
    { name: "the top", startPfn: last - 100, pfn: near(last, 120, 0), size: small },
  ];
}

function operation({ pfn, size }: Arena): fc.Arbitrary<Operation> {
  const pick = fc.nat(1000);
  const few = fc.nat(6);
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ op: fc.constant("alloc"), size, limit: pfn, aligned: fc.boolean() }) },
    { weight: 6, arbitrary: fc.record({ op: fc.constant("allocFast"), size, limit: pfn, flush: fc.boolean() }) },
    { weight: 5, arbitrary: fc.record({ op: fc.constant("free"), pick, inside: few }) },
    { weight: 5, arbitrary: fc.record({ op: fc.constant("freeFast"), pick, inside: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constantFrom("freeAny", "find"), pfn }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("reserve"), lo: pfn, hi: pfn }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("reserveLive"), pick, before: few, length: few }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("flush") }) },
  );
}

/** Runs operations on both domains; the live list decides what a pick means, so it is one for both. */
class Pair {
  readonly live: { pfn: number; size: number }[] = [];

  constructor(
    readonly fast: IovaDomain,
    readonly linear: LinearDomain,
  ) {}

  run(operation: Operation): void {
    const { fast, linear } = this;
    switch (operation.op) {
      case "alloc": {
        const { size, limit, aligned } = operation;
        this.handedOut(fast.alloc(size, limit, aligned), linear.alloc(size, limit, aligned), size);
        break;
      }
      case "allocFast": {
        const { size, limit, flush } = operation;
        this.handedOut(fast.allocFast(size, limit, flush), linear.allocFast(size, limit, flush), size);
        break;
      }
      case "free":
      case "freeFast":
        this.free(operation);
        break;
      case "freeAny":
        fast.free(operation.pfn);
        linear.free(operation.pfn);
        break;
      case "find":
        this.sameRange(fast.find(operation.pfn), linear.find(operation.pfn));
        break;
      case "reserve":
        this.reserve(operation.lo, operation.hi);
        break;
      case "reserveLive": {
        const target = this.live[operation.pick % Math.max(1, this.live.length)];
        const lo = Math.max(0, (target?.pfn ?? 0) - operation.before);
        this.reserve(lo, lo + operation.length);
        break;
      }
      case "flush":
        fast.flush();
        linear.flush();
    }
  }

  private handedOut(fast: number | null, linear: number | null, size: number): void {
    expectSame(fast, linear);
    if (fast !== null) this.live.push({ pfn: fast, size });
  }

  private free({ op, pick, inside }: Extract<Operation, { op: "free" | "freeFast" }>): void {
    const [range] = this.live.splice(pick % Math.max(1, this.live.length), 1);
    if (range === undefined) return;
    const pfn = range.pfn + Math.min(inside, range.size - 1);
    for (const domain of [this.fast, this.linear]) {
      if (op === "free") domain.free(pfn);
      else domain.freeFast(pfn, range.size);
    }
  }

  private reserve(lo: number, hi: number): void {
    const outcome = this.fast.reserve(lo, hi);
    const specified = this.linear.reserve(lo, hi);
    expectSame(outcome.ok, specified.ok);
    this.sameRange(outcome.ok ? outcome.node : null, specified.ok ? specified.node : null);
  }

  private sameRange(fast: LinearRange | null, linear: LinearRange | null): void {
    expectSame(fast?.lo, linear?.lo);
    expectSame(fast?.hi, linear?.hi);
  }

  sameNodes(): void {
    expect(this.fast.snapshot()).toEqual(this.linear.snapshot());
  }
}

describe.each(models)("%s", (model) => {
  describe.each(granules)("granule %i", (granule) => {
    it.each(arenas(granule))("$name: any operations give the same answers", (arena) => {
      fc.assert(
        fc.property(fc.array(operation(arena), { maxLength: 120 }), fc.boolean(), (operations, cache) => {
          const options = { granule, startPfn: arena.startPfn, model, cache };
          const pair = new Pair(new IovaDomain(options), linearDomain(options));
          for (const operation of operations) pair.run(operation);
          pair.sameNodes();
        }),
        { numRuns: 60 },
      );
    });

    it.each(arenas(granule))(
      "$name: a clone goes on as the original would, and neither hears of the other",
      (arena) => {
        fc.assert(
          fc.property(
            fc.array(operation(arena), { maxLength: 60 }),
            fc.array(operation(arena), { maxLength: 60 }),
            (before, after) => {
              const options = { granule, startPfn: arena.startPfn, model, cache: true };
              const first = new Pair(new IovaDomain(options), linearDomain(options));
              for (const operation of before) first.run(operation);
              const cloned = first.fast.clone();
              const nodes = first.fast.snapshot();
              const second = new Pair(first.fast, first.linear);
              second.live.push(...first.live);
              for (const operation of after) second.run(operation);
              expect(cloned.snapshot()).toEqual(nodes);

              const again = linearDomain(options);
              const replay = new Pair(new IovaDomain(options), again);
              for (const operation of before) replay.run(operation);
              const continued = new Pair(cloned, again);
              continued.live.push(...replay.live);
              for (const operation of after) continued.run(operation);
              continued.sameNodes();
            },
          ),
          { numRuns: 20 },
        );
      },
    );
  });

  it.each([
    { name: "thousands live, mixed sizes", limits: [1048575, 2 ** 36], target: 4000, fast: 0.3 },
    { name: "thousands in the cache, through its depot", limits: [1048575], target: 6000, fast: 1 },
  ])("$name: the same answers over a long run", ({ limits, target, fast }) => {
    const options = { granule: 4096, startPfn: 1, model, cache: true };
    const pair = new Pair(new IovaDomain(options), linearDomain(options));
    const random = randomNumbers(20260908);
    // Up to the target and down to nothing, twice, so that the tree and the depots grow and shrink.
    for (let phase = 0; phase < 4; phase++) {
      const growing = phase % 2 === 0;
      for (let step = 0; step < 1.6 * target; step++) {
        const allocates = growing ? random(100) < 80 : random(100) < 15;
        const isFast = random(1000) < fast * 1000;
        const limit = limits[random(limits.length)] ?? 0;
        const size = fast === 1 ? 1 : 1 + random(40);
        if (allocates && isFast) pair.run({ op: "allocFast", size, limit, flush: true });
        else if (allocates) pair.run({ op: "alloc", size, limit, aligned: random(2) === 0 });
        else pair.run({ op: isFast ? "freeFast" : "free", pick: random(1_000_000), inside: 0 });
        if (random(200) === 0) pair.run({ op: "reserveLive", pick: random(1_000_000), before: 30, length: 60 });
      }
      pair.sameNodes();
      if (!growing) pair.run({ op: "flush" });
    }
    pair.sameNodes();
  });
});
