/** What live ranges cost in memory, and a space made to defeat aligned searches. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { IovaDomain } from "../src/iova/domain.js";
import { linearDomain } from "../test/iova/linear-model.js";
import type { BenchOptions, Row } from "./rows.js";
import { bestOf, secondsOf, shuffled } from "./timing.js";

const MILLION = 1_000_000;
/** Above 4 GiB, where no failing size is remembered and every search is made. */
const HIGH_PFN = 2 ** 21;

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

/** Bytes in use, typed arrays and objects, after a garbage collection; the second waits for what the first let go. */
function bytesInUse(): number {
  if (typeof collectGarbage !== "function") throw new Error("this engine has no garbage collection on request");
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function memoryOf(order: Iterable<number>): number {
  const before = bytesInUse();
  const domain = new IovaDomain({ granule: 4096, startPfn: 1 });
  for (const place of order) domain.reserve(4 * place + 1, 4 * place + 2);
  return (bytesInUse() - before) / domain.nodeCount;
}

export function memoryRows({ progress }: BenchOptions): readonly Row[] {
  progress("memory of 1,000,000 ranges");
  const random = shuffled(MILLION);
  const ascending = Float64Array.from({ length: MILLION }, (_, i) => i);
  const note = "heap and typed arrays after a collection, spare room included";
  const goal = { atMost: 120 };
  return [
    { measure: "memory per live range, random order", value: memoryOf(random), unit: "bytes", goal, note },
    { measure: "memory per live range, ascending", value: memoryOf(ascending), unit: "bytes", goal },
    { measure: "memory per live range, descending", value: memoryOf(ascending.reverse()), unit: "bytes", goal },
  ];
}

/** Every gap has two pfns and starts at an odd one: each has the size for 2 and none the alignment. */
function fillMisaligned(domain: { reserve(lo: number, hi: number): unknown }, gaps: number): void {
  for (let i = 0; i < gaps; i++) domain.reserve(HIGH_PFN + 4 * i + 3, HIGH_PFN + 4 * i + 4);
}

export function adversarialRows({ progress }: BenchOptions): readonly Row[] {
  progress("misaligned gaps");
  const costs = [1000, 100_000, MILLION].map((gaps) => {
    const domain = new IovaDomain({ granule: 4096, startPfn: HIGH_PFN + 1 });
    fillMisaligned(domain, gaps);
    return { gaps, cost: failingSearchCost(domain, gaps, 100_000) };
  });
  const linear = linearDomain({ granule: 4096, startPfn: HIGH_PFN + 1, model: "6.12", cache: false });
  fillMisaligned(linear, 1000);
  return [
    ...costs.map(({ gaps, cost }) => ({
      measure: `aligned search that fails, ${gaps} misaligned gaps`,
      value: cost,
      unit: "ns",
      ...(gaps === 1000 ? { note: "each gap has the size and lacks the alignment" } : {}),
    })),
    { measure: "the same, 1000 gaps: linear model", value: failingSearchCost(linear, 1000, 2000), unit: "ns" },
  ];
}

function failingSearchCost(
  domain: { alloc(size: number, limitPfn: number, aligned: boolean): number | null },
  gaps: number,
  times: number,
): number {
  const seconds = bestOf(3, () =>
    secondsOf(() => {
      for (let i = 0; i < times; i++) {
        const pfn = domain.alloc(2, HIGH_PFN + 4 * gaps, true);
        if (pfn !== null) throw new Error(`the space is not misaligned: found ${pfn}`);
      }
    }),
  );
  return (seconds * 1e9) / times;
}
