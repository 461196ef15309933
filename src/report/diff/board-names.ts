/** Boards by their names below the folder that all of a report are in, which is named once. */
import { commonFolder } from "../common-folder.js";
import { path, type Styled, text } from "../styled.js";
import type { DiffReport } from "./schema.js";

/** More names than this are counted, unless asked to be verbose. */
const MOST_NAMES = 12;

export class BoardNames {
  /** Empty where the boards have none in common, or there is but one. */
  readonly folder: string;
  /** How many names a list has at most; the others are counted. */
  readonly most: number;

  constructor({ boards }: DiffReport, verbose: boolean) {
    this.most = verbose ? Number.POSITIVE_INFINITY : MOST_NAMES;
    this.folder = boards.length < 2 ? "" : commonFolder(boards.map(({ board }) => board)).slice(0, -1);
  }

  one(board: string): Styled {
    return path(this.folder === "" ? board : board.slice(this.folder.length + 1));
  }

  list(boards: readonly string[]): Styled {
    const shown = boards.slice(0, this.most);
    const more = boards.length - shown.length;
    const names = shown.flatMap((board, i) => [...text(i === 0 ? "" : ", "), ...this.one(board)]);
    return [...names, ...text(more > 0 ? ` and ${more} more` : "")];
  }
}
