/** A row of bars: what was free over the run. */
import type { SimulationView } from "./schema.js";

const BARS = "▁▂▃▄▅▆▇█";
/** Narrow enough to stand in a list at 80 columns. */
const WIDTH = 32;

/** The least of every stretch of the run, from nothing to the most that was ever free. Monotone: no bar flatters. */
export function chart(series: SimulationView["series"]): string {
  const free = series.map((sample) => BigInt(sample.free));
  const most = free.reduce((a, b) => (a > b ? a : b), 0n);
  const width = Math.min(WIDTH, free.length);
  return Array.from({ length: width }, (_, i) => {
    const from = Math.floor((i * free.length) / width);
    const to = Math.max(from + 1, Math.floor(((i + 1) * free.length) / width));
    const least = free.slice(from, to).reduce((a, b) => (a < b ? a : b), most);
    const height = most === 0n ? 0 : Number((least * BigInt(BARS.length - 1)) / most);
    return BARS[height] ?? "";
  }).join("");
}
