/**
 * A board's figures as the JSON report has them. They are most of a report, and most runs do nothing with them but
 * write them: so they travel, and are kept, as the very bytes. Who looks into them reads them back.
 */
import { listedMembers } from "./json.js";
import type { Board } from "./schema.js";

/** What a board's report shows, whatever the run makes of its findings. */
export type BoardFigures = Pick<
  Board,
  | "model"
  | "consumers"
  | "groups"
  | "domains"
  | "directMaps"
  | "messages"
  | "reservedMemory"
  | "workloads"
  | "families"
  | "assumptions"
  | "coverage"
>;

/** What a report says of a board whatever its findings are. */
type Facts = Omit<BoardFigures, "model" | "coverage"> & Pick<Board, "sources">;

/** A plain value. */
export interface WrittenFigures {
  readonly model: string | null;
  /** Beside the bytes, for a check's report tells it of every board. */
  readonly coverage: Board["coverage"];
  /** From `input` to `coverage`, as UTF-8. */
  readonly json: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param head what stands before the lists: `input` to `analysed` */
export const written = (head: object, { model, coverage, ...lists }: BoardFigures): WrittenFigures => ({
  model,
  coverage,
  json: encoder.encode(listedMembers({ ...head, ...lists, coverage })),
});

export const isWritten = (figures: BoardFigures | WrittenFigures): figures is WrittenFigures => "json" in figures;

/** A board that was read back: of its figures it keeps the bytes. */
export function boardReadBack(board: Board): Board {
  const { findings, skippedChecks, suppressed, baselined, errors, warnings, ...figures } = board;
  const { input, model, plan, plans, analysed, coverage } = figures;
  if (!analysed) return board;
  const own = { input, plan, plans, analysed, findings, skippedChecks, suppressed, baselined, errors, warnings };
  return boardOver({ model, coverage, json: encoder.encode(listedMembers(figures)) }, own);
}

/** Boards whose figures are written, and where. */
const writtenBoards = new WeakMap<Board, WrittenFigures>();

/** Null for a board whose figures are values. */
export const writtenFiguresOf = (board: Board): WrittenFigures | null => writtenBoards.get(board) ?? null;

/** A board that reads its figures when they are asked for, and keeps them no longer than anybody looks at them. */
export function boardOver(figures: WrittenFigures, own: Omit<Board, keyof Facts | "model" | "coverage">): Board {
  let known: WeakRef<Facts> | null = null;
  const facts = (): Facts => {
    const kept = known?.deref();
    if (kept !== undefined) return kept;
    const read: Facts = JSON.parse(`{${decoder.decode(figures.json)}}`);
    known = new WeakRef(read);
    return read;
  };
  const board: Board = {
    ...own,
    model: figures.model,
    get sources() {
      return facts().sources;
    },
    get consumers() {
      return facts().consumers;
    },
    get groups() {
      return facts().groups;
    },
    get domains() {
      return facts().domains;
    },
    get directMaps() {
      return facts().directMaps;
    },
    get messages() {
      return facts().messages;
    },
    get reservedMemory() {
      return facts().reservedMemory;
    },
    get workloads() {
      return facts().workloads;
    },
    get families() {
      return facts().families;
    },
    get assumptions() {
      return facts().assumptions;
    },
    coverage: figures.coverage,
  };
  writtenBoards.set(board, figures);
  return board;
}
