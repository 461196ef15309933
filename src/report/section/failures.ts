/** What could not be done: the first thing that a report says. */
import type { Block } from "../blocks.js";
import type { DiffReport } from "../diff/schema.js";
import { boardsText, type Done, failureLine, failureText } from "../failures.js";
import type { Failure, Report } from "../schema.js";
import { type Styled, text } from "../styled.js";

export interface Attempted {
  readonly failures: readonly Failure[];
  /** How many boards were asked for, and how many of them nothing is known of. */
  readonly all: number;
  readonly failed: number;
}

export const attempted = ({ failures, boards }: Report): Attempted => ({
  failures,
  all: boards.length,
  failed: boards.filter((board) => !board.analysed).length,
});

export const attemptedDiff = ({ failures, boards }: DiffReport): Attempted => ({
  failures,
  all: boards.length,
  failed: boards.filter(({ status }) => status === "failed").length,
});

/** Nothing at all where all was done. @param verbose name every board */
export function failureBlocks(attempt: Attempted, done: Done, verbose: boolean): Block[] {
  const headline = failureHeadline(attempt, done);
  if (headline.length === 0) return [];
  return [{ kind: "title", level: 1, text: headline }, ...failureList(attempt, verbose)];
}

/** Empty where all was done. */
export function failureHeadline({ failures, ...boards }: Attempted, done: Done): Styled {
  const headline = failureText(failures, boards, done);
  return headline === null ? [] : text(headline, "bad");
}

export function failureList({ failures, all }: Attempted, verbose: boolean): Block[] {
  if (failures.length === 0) return [];
  const most = verbose ? Number.POSITIVE_INFINITY : undefined;
  const items = failures.map((failure, i) => {
    const isSame = failure.boards.length > 1 && sameBoards(failure, failures[i - 1]);
    const where = isSame ? `, on the same ${failure.boards.length} boards` : boardsText(failure, all === 1, most);
    return [...text(failureLine(failure)), ...text(where, "faint")];
  });
  return [{ kind: "list", items }];
}

/** One cause mostly has several errors: the boards are named with the first. */
const sameBoards = (a: Failure, b: Failure | undefined): boolean =>
  b !== undefined && a.boards.length === b.boards.length && a.boards.every((board, i) => board === b.boards[i]);
