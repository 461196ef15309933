/** What a reader asks to see first, or alone: the order of boards and consumers in text and Markdown. JSON has all. */
import { clustersOf } from "./clusters.js";
import type { Board, Consumer, Report } from "./schema.js";

/** `usable` and `largest-block`: the least first. The others: the most first, by name as usual. */
export const sortKeys = ["name", "reserved", "usable", "largest-block", "waste"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Arrangement {
  /** Absent: boards in the order of the inputs, consumers in document order. */
  readonly sort?: SortKey;
  /** `reserved`: families from which something is reserved, and boards that have such. Absent: all. */
  readonly only?: "reserved";
}

export function arranged(report: Report, { sort, only }: Arrangement): Report {
  if (sort === undefined && only === undefined) return report;
  const several = report.boards.length > 1;
  const kept = only === undefined ? report.boards : report.boards.map(withReserved);
  // A board that was asked for alone is shown, if only to say that nothing is there; one that failed always is.
  const shown = kept.filter((board) => only === undefined || !several || !board.analysed || board.consumers.length > 0);
  if (sort === undefined) return { ...report, boards: shown };
  const boards = shown.map((board) => sortedBoard(board, sort));
  return { ...report, boards: several ? boards.sort(byRank((board) => boardRank(board, sort))) : boards };
}

function withReserved(board: Board): Board {
  const clusters = clustersOf(board).map(({ head, others }) => (head === null ? others : [head, ...others]));
  const kept = new Set(
    clusters
      .filter((members) => members.some(({ reserved }) => BigInt(reserved) > 0n))
      .flatMap((all) => all.map(({ id }) => id)),
  );
  return {
    ...board,
    consumers: board.consumers.filter(({ id }) => kept.has(id)),
    families: board.families.filter(({ members }) => members.some((id) => kept.has(id))),
    groups: board.groups.filter(({ members }) => members.some((id) => kept.has(id))),
    domains: board.domains.filter(({ members }) => members.some((id) => kept.has(id))),
  };
}

/** Families stay together: where the first of one stands, the others follow. */
function sortedBoard(board: Board, sort: SortKey): Board {
  const rank = (consumer: Consumer) => consumerRank(board, consumer, sort);
  const consumers = [...board.consumers].sort(byRank(rank));
  const places = new Map(consumers.map(({ id }, i) => [id, i]));
  const place = (id: string) => places.get(id) ?? consumers.length;
  const families = board.families
    .map((family) => ({ ...family, members: [...family.members].sort((a, b) => place(a) - place(b)) }))
    .sort((a, b) => Math.min(...a.members.map(place)) - Math.min(...b.members.map(place)));
  return { ...board, consumers, families };
}

/** What comes first is the smallest. */
type Rank = bigint | string;

const byRank =
  <T>(rankOf: (one: T) => Rank) =>
  (a: T, b: T): number => {
    const [left, right] = [rankOf(a), rankOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };

function consumerRank(board: Board, { id, reserved, usable }: Consumer, sort: SortKey): Rank {
  switch (sort) {
    case "name":
      return id;
    case "reserved":
      return -BigInt(reserved);
    case "usable":
      return BigInt(usable.bytes);
    case "largest-block":
      return BigInt(usable.largestBlock);
    case "waste":
      return -wasteOf(board, id);
  }
}

/** Of today's layout; 0 where nobody knows the need. */
const wasteOf = ({ families }: Board, id: string): bigint =>
  BigInt(
    families
      .flatMap(({ layouts }) => layouts.filter((layout) => layout.id === "as-written"))
      .flatMap(({ consumers }) => consumers)
      .find((figures) => figures.id === id)?.waste ?? 0,
  );

/** By the consumer that comes first on it, waste by their sum; boards without any come last, failed ones first. */
function boardRank(board: Board, sort: SortKey): Rank {
  if (sort === "name") return board.input;
  if (!board.analysed) return -(1n << 80n);
  if (sort === "waste") return board.consumers.reduce((sum, { id }) => sum - wasteOf(board, id), 0n);
  const ranks = board.consumers
    .map((consumer) => consumerRank(board, consumer, sort))
    .filter((rank) => typeof rank === "bigint");
  return ranks.reduce<bigint>((least, rank) => (rank < least ? rank : least), 1n << 80n);
}
