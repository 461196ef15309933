/**
 * One scale for all lanes of a picture. Spaces run from 4 KiB to 2^48 and beyond, so it is linear where it can be and says
 * where it is not: an interval between two neighbouring edges that would be too narrow to be seen is drawn `widened`, and one
 * that would leave the others no room is `cut`. All that is neither has one and the same scale.
 */

export interface Scale {
  /** Ascending, each once. */
  readonly edges: readonly bigint[];
  readonly width: number;
  /** Whole numbers, one for each edge: from 0 to `width`, never descending. */
  readonly positions: readonly number[];
  /** One for each interval between neighbouring edges. */
  readonly intervals: readonly IntervalScale[];
  /** Bytes that one unit of width stands for where the scale is linear; 0n where no interval is. */
  readonly bytesPerUnit: bigint;
}

/** `crowded`: there is no room for it at all, and its two edges have one position. */
type IntervalScale = "linear" | "widened" | "cut" | "crowded";

/** What of the width one interval may have at the most, the first without a limit: the more are cut, the less. */
const SHARES = [1, 1 / 2, 1 / 3, 1 / 4, 1 / 6, 1 / 8, 1 / 12];

/**
 * @param edges ascending, two at least
 * @param width columns or pixels, 1 at least
 * @param least the width that every interval gets, where there is room for all of them; 1 at least
 */
export function scaleOf(edges: readonly bigint[], width: number, least = 1): Scale {
  const sizes = edges.slice(1).map((end, i) => Number(end - (edges[i] ?? end)));
  const shown = roomy(sizes, Math.floor(width / least));
  const lengths = sizes.filter((_, i) => shown[i]);
  const best = SHARES.map((share) => fitted(lengths, width, least, share)).reduce((least, one) =>
    one.cost < least.cost ? one : least,
  );
  const widths = [...best.widths];
  const kinds = [...best.kinds];
  const positions = [0];
  const intervals = shown.map((isShown): IntervalScale => {
    positions.push((positions.at(-1) ?? 0) + (isShown ? (widths.shift() ?? 0) : 0));
    return isShown ? (kinds.shift() ?? "linear") : "crowded";
  });
  return { edges, width, positions, intervals, bytesPerUnit: BigInt(Math.round(best.bytesPerUnit)) };
}

/** Where there are more intervals than have room, the largest get it; of equal ones some everywhere. */
function roomy(sizes: readonly number[], room: number): boolean[] {
  if (sizes.length <= room) return sizes.map(() => true);
  const largest = sizes.map((size, i) => ({ size, i })).sort((a, b) => b.size - a.size || spread(a.i) - spread(b.i));
  const kept = new Set(largest.slice(0, Math.max(1, room)).map(({ i }) => i));
  return sizes.map((_, i) => kept.has(i));
}

/** Between 0 and 1: the first of these, however many, lie far apart (multiples of the golden ratio). */
const spread = (i: number): number => (i * 0.6180339887498949) % 1;

interface Fit {
  readonly widths: readonly number[];
  readonly kinds: readonly IntervalScale[];
  readonly bytesPerUnit: number;
  /** How far from linear it is: by how many powers of two intervals are wider or narrower than to scale, in all. */
  readonly cost: number;
}

/** A cut is worth it where it spares that many powers of two, for it hides how much there is. */
const CUT = 8;

/** A linear scale whose intervals are held between a least and a most width. */
function fitted(sizes: readonly number[], width: number, least: number, share: number): Fit {
  const most = Math.max(least, Math.ceil(width * share), Math.ceil(width / sizes.length));
  const held = (size: number, perByte: number) => Math.min(most, Math.max(least, size * perByte));
  let [low, high] = [0, width];
  for (let i = 0; i < 256 && low < high; i++) {
    const middle = (low + high) / 2;
    const total = sizes.reduce((sum, size) => sum + held(size, middle), 0);
    if (total > width) high = middle;
    else low = middle;
  }
  const kinds = sizes.map((size): IntervalScale => {
    if (size * low < least) return "widened";
    return size * high > most ? "cut" : "linear";
  });
  const widths = whole(
    sizes.map((size) => held(size, low)),
    width,
    least,
  );
  const cost = sizes.reduce((sum, size) => {
    const exact = size * low;
    const off = Math.abs(Math.log2(held(size, low) / exact));
    return sum + off + (exact > most ? CUT : 0);
  }, 0);
  return { widths, kinds, bytesPerUnit: kinds.includes("linear") ? 1 / low : 0, cost };
}

/** Rounded to whole numbers that add up to the width, none below the least. */
function whole(widths: readonly number[], width: number, least: number): number[] {
  const out = widths.map((one) => Math.max(least, Math.floor(one)));
  const byRest = widths
    .map((one, i) => ({ rest: one - Math.floor(one), i }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  let left = width - out.reduce((sum, one) => sum + one, 0);
  for (let turn = 0; left > 0; turn++, left--) {
    const { i = 0 } = byRest[turn % byRest.length] ?? {};
    out[i] = (out[i] ?? 0) + 1;
  }
  for (; left < 0; left++) {
    const widest = out.indexOf(Math.max(...out));
    out[widest] = (out[widest] ?? 0) - 1;
  }
  return out;
}

/** Exact for an edge; between two of them in proportion, rounded down. */
export function positionOf({ edges, positions, width }: Scale, address: bigint): number {
  const next = edges.findIndex((edge) => edge > address);
  if (next < 0) return width;
  const [start = 0n, end = 0n] = [edges[next - 1], edges[next]];
  const [from = 0, to = 0] = [positions[next - 1], positions[next]];
  if (next === 0) return 0;
  return from + Math.floor((Number(address - start) / Number(end - start)) * (to - from));
}
