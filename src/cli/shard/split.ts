/**
 * Which part of a run each board is done in. The same on every machine and in whatever order the boards are named: nothing
 * counts but the boards' paths, what they include and how much of it there is.
 */

/** What a board reads, as far as a scan of its includes can tell. */
export interface Reading {
  readonly path: string;
  /** By any name that is one file's alone. */
  readonly files: readonly string[];
}

/** Reading a board takes time whatever its size. Bytes of source that take as long. */
const BYTES_OF_A_BOARD = 16_384;

/** How far a border may move to keep boards together that share files: this part of a shard. */
const MOST_MOVED = 1 / 4;

/**
 * @param sizes of files, in bytes
 * @returns for each board the part that it is in, from 1 to `count`; parts differ in size by no more than boards that
 *   belong together ask for, and some are empty where there are more parts than boards
 */
export function split(boards: readonly Reading[], count: number, sizes: (file: string) => number): readonly number[] {
  const ordered = neighbours(boards);
  const weightOf = ({ files }: Reading) => files.reduce((sum, file) => sum + sizes(file), BYTES_OF_A_BOARD);
  const before = [0];
  for (const { board } of ordered) before.push((before.at(-1) ?? 0) + weightOf(board));
  const parts = new Array<number>(boards.length).fill(count);
  let from = 0;
  for (let part = 1; part < count; part++) {
    const to = borderAt(part / count, count, from, before, (at) => shared(ordered, at, sizes));
    for (const { index } of ordered.slice(from, to)) parts[index] = part;
    from = to;
  }
  return parts;
}

interface Placed {
  readonly board: Reading;
  /** As it was given. */
  readonly index: number;
}

/**
 * In an order in which boards with files in common stand together: each is known by its files, those that most boards read
 * first, and sorted by them as words are by their letters.
 */
function neighbours(boards: readonly Reading[]): readonly Placed[] {
  const byPath = boards
    .map((board, index) => ({ board, index }))
    .sort((a, b) => (a.board.path < b.board.path ? -1 : a.board.path > b.board.path ? 1 : 0));
  const readers = new Map<string, number>();
  for (const { board } of byPath) for (const file of board.files) readers.set(file, (readers.get(file) ?? 0) + 1);
  const ranked = [...readers].sort(([, a], [, b]) => b - a);
  const ranks = new Map(ranked.map(([file], rank) => [file, rank]));
  const words = byPath.map(({ board }) => board.files.map((file) => ranks.get(file) ?? 0).sort((a, b) => a - b));
  const order = byPath.map((_, i) => i).sort((a, b) => compareWords(words[a] ?? [], words[b] ?? []) || a - b);
  return order.flatMap((i) => byPath.slice(i, i + 1));
}

function compareWords(a: readonly number[], b: readonly number[]): number {
  for (const [i, letter] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (letter !== other) return letter - other;
  }
  return a.length - b.length;
}

/**
 * Before which board a part ends: where the fewest bytes are shared across the border, near enough to where parts would
 * be of one size; of equal ones the nearest.
 */
function borderAt(
  share: number,
  count: number,
  from: number,
  before: readonly number[],
  sharedAt: (at: number) => number,
): number {
  const all = before.at(-1) ?? 0;
  const wanted = share * all;
  const distances = before.map((weight, at) => ({ at, distance: Math.abs(weight - wanted) })).slice(from);
  const nearest = distances.reduce((least, one) => (one.distance < least.distance ? one : least));
  const reach = Math.max(nearest.distance, (MOST_MOVED * all) / count);
  const best = distances
    .filter(({ distance }) => distance <= reach)
    .map((one) => ({ ...one, shared: sharedAt(one.at) }))
    .sort((a, b) => a.shared - b.shared || a.distance - b.distance || a.at - b.at)[0];
  return best?.at ?? nearest.at;
}

/** Bytes that the boards on both sides of a border read. */
function shared(ordered: readonly Placed[], at: number, sizes: (file: string) => number): number {
  const [left, right] = [ordered[at - 1], ordered[at]];
  if (left === undefined || right === undefined) return 0;
  const files = new Set(left.board.files);
  return right.board.files.reduce((sum, file) => sum + (files.has(file) ? sizes(file) : 0), 0);
}
