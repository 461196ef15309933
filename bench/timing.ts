/** Clocks and random orders for benches. */
import { randomNumbers } from "../test/iova/random.js";

/**
 * Seconds of processor time that `work` takes. The wall clock would charge it for whatever else the machine does;
 * where nothing else runs, the two agree.
 */
export function secondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** The smallest of some measurements: what the machine can do when nothing else disturbs it. */
export const bestOf = (rounds: number, measure: () => number): number =>
  Math.min(...Array.from({ length: rounds }, measure));

/** 0 to count - 1 in random order. */
export function shuffled(count: number): Float64Array {
  const random = randomNumbers(count);
  const numbers = Float64Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = random(i + 1);
    const value = numbers[i] ?? 0;
    numbers[i] = numbers[other] ?? 0;
    numbers[other] = value;
  }
  return numbers;
}
