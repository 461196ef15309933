/** Disjoint reservations in random order: how long they take, and how the cost of one grows with their number. */
import { IovaDomain } from "../src/iova/domain.js";
import { type LinearDomain, linearDomain } from "../test/iova/linear-model.js";
import { randomNumbers } from "../test/iova/random.js";
import type { BenchOptions, Row } from "./rows.js";
import { bestOf, secondsOf, shuffled } from "./timing.js";

const MANY = 100_000;
const MILLION = 1_000_000;
/** How many the linear model makes unless asked to make them all: its cost for all grows with the square, at the least. */
const LINEAR_SAMPLE = 20_000;
/** Pfns from one reservation to the next; each takes two. */
const STRIDE = 4;

const newDomain = (): IovaDomain => new IovaDomain({ granule: 4096, startPfn: 1 });

function reserveAll(domain: IovaDomain | LinearDomain, order: Float64Array): number {
  return secondsOf(() => {
    for (const place of order) domain.reserve(place * STRIDE + 1, place * STRIDE + 2);
  });
}

/** ns for a removal and a new reservation in the same place, with `count` there. */
function exchangeCost(domain: IovaDomain, count: number): number {
  const random = randomNumbers(count);
  const times = 200_000;
  const seconds = secondsOf(() => {
    for (let i = 0; i < times; i++) {
      const lo = random(count) * STRIDE + 1;
      domain.free(lo);
      domain.reserve(lo, lo + 1);
    }
  });
  return (seconds * 1e9) / times;
}

/** ns for each reservation while `count` are made. */
const buildCost = (count: number, rounds: number): number =>
  bestOf(rounds, () => (reserveAll(newDomain(), shuffled(count)) * 1e9) / count);

function againstLinear({ full, progress }: BenchOptions): readonly Row[] {
  const sample = full ? MANY : LINEAR_SAMPLE;
  progress(`${sample} reservations by the linear model`);
  const linear = linearDomain({ granule: 4096, startPfn: 1, model: "6.12", cache: false });
  const measured = reserveAll(linear, shuffled(sample));
  const slow = measured * (MANY / sample) ** 2;
  progress(`${MANY} reservations by the domain`);
  const fast = bestOf(3, () => reserveAll(newDomain(), shuffled(MANY)));
  const note = full
    ? "measured in full"
    : `extrapolated from ${measured.toFixed(1)} s for ${sample} with the square of the number: a lower bound, as caches miss more`;
  return [
    { measure: `${MANY} reservations: linear model`, value: slow, unit: "s", note },
    { measure: `${MANY} reservations: domain`, value: fast, unit: "s", goal: { atMost: 1 } },
    { measure: `${MANY} reservations: linear / domain`, value: slow / fast, unit: "x", goal: { atLeast: 200 } },
  ];
}

function growth({ progress }: BenchOptions): readonly Row[] {
  progress("growth from 1,000 to 1,000,000");
  buildCost(1000, 300);
  const counts = [1000, 10_000, MANY, MILLION];
  const builds = counts.map((count) => buildCost(count, Math.min(100, MILLION / count)));
  const exchanges = counts.map((count) => {
    const domain = newDomain();
    reserveAll(domain, shuffled(count));
    return bestOf(3, () => exchangeCost(domain, count));
  });
  const of = (values: readonly number[], index: number): number => values[index] ?? Number.NaN;
  const million = counts.length - 1;
  return [
    {
      measure: `${MILLION} reservations: domain`,
      value: (of(builds, million) * MILLION) / 1e9,
      unit: "s",
      goal: { atMost: 15 },
    },
    ...counts.map((count, i) => ({
      measure: `one reservation, mean up to ${count}`,
      value: of(builds, i),
      unit: "ns/op",
    })),
    ...counts.map((count, i) => ({
      measure: `free and reserve again, at ${count}`,
      value: of(exchanges, i),
      unit: "ns",
    })),
    {
      measure: `one reservation: up to ${MILLION} / up to 1000`,
      value: of(builds, million) / of(builds, 0),
      unit: "x",
      goal: { atMost: 15 },
    },
    {
      measure: `free and reserve again: at ${MILLION} / at 1000`,
      value: of(exchanges, million) / of(exchanges, 0),
      unit: "x",
      goal: { atMost: 15 },
    },
  ];
}

export const reserveRows = (options: BenchOptions): readonly Row[] => [...againstLinear(options), ...growth(options)];
