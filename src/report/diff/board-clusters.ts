/** Sets of boards that meet in a board, together: so a board stands in one place, however many effects it shares with others. */
import { type BoardSet, boardSets } from "./effects.js";
import type { DiffReport } from "./schema.js";

export interface BoardCluster {
  /** Of all its sets, in the order in which the boards were compared. */
  readonly boards: readonly string[];
  readonly sets: readonly BoardSet[];
}

/** In the order of the changes: what is lost first, and within a cluster likewise. */
export function boardClusters(report: DiffReport): BoardCluster[] {
  const sets = boardSets(report);
  const leader = leaders(sets);
  const clusters = new Map<string, BoardSet[]>();
  for (const set of sets) {
    const [board = ""] = set.boards;
    const key = leader(board);
    clusters.set(key, [...(clusters.get(key) ?? []), set]);
  }
  return [...clusters].map(([key, together]) => ({
    boards: report.boards.map(({ board }) => board).filter((board) => leader(board) === key),
    sets: together,
  }));
}

/** One board that stands for all that a board is with, directly or by way of others. */
function leaders(sets: readonly BoardSet[]): (board: string) => string {
  const towards = new Map<string, string>();
  const leader = (board: string): string => {
    let at = board;
    for (let next = towards.get(at); next !== undefined; next = towards.get(at)) at = next;
    return at;
  };
  for (const { boards } of sets) {
    for (const board of boards) {
      const [one, other] = [leader(boards[0] ?? ""), leader(board)];
      if (one !== other) towards.set(other, one);
    }
  }
  return leader;
}
