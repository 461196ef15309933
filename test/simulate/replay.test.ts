/** Runs whose outcome can be worked out by hand. */
import { describe, expect, test, vi } from "vitest";
import { IovaDomain } from "../../src/iova/domain.js";
import type { PlannedBuffers, PlannedPhase } from "../../src/plan/workload.js";
import { type Actor, DmaSpace, type DmaSpaceOptions } from "../../src/simulate/dma-space.js";
import type { Operation } from "../../src/simulate/operation.js";
import { type RuntimeRange, replay } from "../../src/simulate/replay.js";
import { workloadOperations } from "../../src/simulate/workload.js";

const MiB = 2 ** 20;
const GiB = 2 ** 30;
const LAST_32 = 2 ** 20 - 1;

const buffers = (given: Partial<PlannedBuffers> & { bytes?: number }): PlannedBuffers => ({
  segments: [BigInt(given.bytes ?? 4096)],
  mostBytes: null,
  count: 1,
  align: null,
  lifetime: null,
  keep: false,
  churn: 0,
  ...given,
});

const held = (...kinds: PlannedBuffers[]): PlannedPhase => ({ name: null, repeat: 1, buffers: kinds });
const phase = (repeat: number, ...kinds: PlannedBuffers[]): PlannedPhase => ({ name: "p", repeat, buffers: kinds });

interface Setting {
  readonly reserve?: readonly (readonly [number, number])[];
  readonly actors?: readonly Partial<Actor>[];
  readonly runtime?: readonly (readonly RuntimeRange[])[];
  readonly options?: Partial<DmaSpaceOptions>;
  readonly seed?: number;
}

function run(workloads: readonly (readonly PlannedPhase[])[], setting: Setting = {}) {
  return play([...workloadOperations(workloads, 4096, setting.seed ?? 1)], workloads.length, setting);
}

function play(operations: readonly Operation[], count: number, setting: Setting = {}) {
  const domain = new IovaDomain({ granule: 4096, startPfn: 1 });
  for (const [lo, hi] of setting.reserve ?? []) domain.reserve(lo, hi);
  const space = new DmaSpace(domain, { isLazy: false, triesLowOnce: true, ...setting.options });
  const actors = Array.from({ length: count }, (_, i) => ({
    id: `d${i}`,
    limitPfn: LAST_32,
    isPci: false,
    ...setting.actors?.[i],
  }));
  return replay({
    actors,
    space,
    operations,
    length: operations.length,
    runtime: setting.runtime ?? [],
    samples: 64,
    played: () => {},
  });
}

describe("does it fit", () => {
  test("four aligned buffers of 1 GiB do not fit below 4 GiB with a hole at 2 GiB: the last two fail", () => {
    const [only] = run([[held(buffers({ bytes: GiB, count: 4 }))]], { reserve: [[0x80000, 0x80000]] });
    // 3-4 GiB and 1-2 GiB are free; 2-3 GiB has the hole and 0-1 GiB page 0.
    expect(only).toMatchObject({ failures: 2, peak: BigInt(2 * GiB) });
    expect(only?.firstFailure).toMatchObject({ event: 4, size: BigInt(GiB), limit: 0xffffffffn });
    expect(only?.firstFailure?.largestFree).toBe(BigInt(2 ** 30 - 4096));
  });

  test("page 0 alone costs the last of four", () => {
    const [only] = run([[held(buffers({ bytes: GiB, count: 4 }))]]);
    expect(only).toMatchObject({ failures: 1, peak: BigInt(3 * GiB), firstFailure: { event: 5 } });
    expect(only?.firstFailure?.largestFree).toBe(BigInt(GiB - 4096));
  });

  test("three in a phase, played ten times, fit: the phase gives them back", () => {
    const [only] = run([[phase(10, buffers({ bytes: GiB, count: 3 }))]]);
    expect(only).toMatchObject({ failures: 0, events: 60, peak: BigInt(3 * GiB) });
  });

  test("kept ones do not", () => {
    const [only] = run([[phase(10, buffers({ bytes: GiB, count: 1, keep: true }))]]);
    expect(only).toMatchObject({ failures: 7, peak: BigInt(3 * GiB) });
  });

  test("a lifetime gives the oldest back", () => {
    const [only] = run([[held(buffers({ bytes: GiB, count: 20, lifetime: 2 }))]]);
    expect(only).toMatchObject({ failures: 0, peak: BigInt(3 * GiB) });
  });

  test("a driver that wants 1 GiB of alignment takes 1 GiB", () => {
    const [only] = run([[held(buffers({ bytes: MiB, align: BigInt(GiB), count: 4 }))]]);
    expect(only).toMatchObject({ failures: 1 });
  });

  test("a limit of 2 GiB holds one aligned buffer of 1 GiB", () => {
    const [only] = run([[held(buffers({ bytes: GiB, count: 2 }))]], { actors: [{ limitPfn: 2 ** 19 - 1 }] });
    expect(only).toMatchObject({ failures: 1, firstFailure: { limit: BigInt(2 * GiB - 1) } });
  });

  test("a master without any reach is handed nothing", () => {
    const [only] = run([[held(buffers({}))]], { actors: [{ limitPfn: -1 }] });
    expect(only).toMatchObject({ failures: 1, headroom: 0n, firstFailure: { limit: -1n, largestFree: 0n } });
  });
});

describe("account", () => {
  test("three pages take four, and a cached range stays in the tree", () => {
    const [only] = run([[phase(1, buffers({ bytes: 3 * 4096, count: 2 }))]]);
    expect(only).toMatchObject({ rounding: 8192n, cached: BigInt(8 * 4096), peak: BigInt(6 * 4096) });
  });

  test("a scatter list counts every segment in whole granules", () => {
    const [only] = run([[held(buffers({ segments: [100n, 4097n, 4096n] }))]]);
    expect(only?.peak).toBe(BigInt(4 * 4096));
  });

  test("lazy flushing keeps up to 255 freed ranges from the allocator", () => {
    const many = [phase(2, buffers({ bytes: 64 * MiB, count: 40 }))];
    expect(run([many])[0]).toMatchObject({ failures: 0 });
    expect(run([many], { options: { isLazy: true } })[0]?.failures).toBe(40 - (63 - 40));
  });

  test("members of one domain share its space", () => {
    const work = [held(buffers({ bytes: GiB, count: 2 }))];
    expect(run([work, work]).map(({ failures }) => failures)).toEqual([0, 1]);
  });

  test("the space is walked for samples and for the first failure, however many there are", () => {
    const walks = vi.spyOn(IovaDomain.prototype, "freeRanges");
    const [only] = run([[held(buffers({ bytes: GiB, count: 2000 }))]]);
    expect(only).toMatchObject({ failures: 1997, headroom: BigInt(GiB - 4096) });
    expect(walks.mock.calls.length).toBeLessThanOrEqual(64 + 2);
    walks.mockRestore();
  });

  test("the same seed plays the same, another one not", () => {
    const work = [held(buffers({ bytes: 4096, mostBytes: BigInt(8 * MiB), count: 50, churn: 400 }))];
    expect(run([work], { seed: 7 })).toEqual(run([work], { seed: 7 }));
    expect(run([work], { seed: 8 })).not.toEqual(run([work], { seed: 7 }));
  });
});

test("a runtime reservation by a later member lands on what an earlier one holds", () => {
  const runtime = [[], [{ lo: 0xfff00, hi: 0xfffff }]];
  const [first, second] = run([[held(buffers({ bytes: 16 * 4096 }))], []], { runtime });
  expect(first?.late).toEqual([]);
  expect(second?.late).toMatchObject([{ start: 0xfff00000n, end: 0x100000000n, inUse: BigInt(16 * 4096) }]);
});

test("recorded addresses are compared with the model's, and the first difference is named", () => {
  const take = (buffer: number, recordedPfn: number): Operation => ({
    kind: "take",
    actor: 0,
    buffer,
    bytes: 4096,
    time: buffer,
    recordedPfn,
  });
  const [only] = play([take(0, 0xfffff), take(1, 0xffffe), take(2, 0xff000), take(3, 0xffffc)], 1);
  expect(only?.agreement).toEqual({
    compared: 4,
    equal: 3,
    firstDifference: { event: 3, time: 2, recorded: 0xff000000n, model: 0xffffd000n },
  });
});
