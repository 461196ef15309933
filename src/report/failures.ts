/** What could not be done, as every format says it first: each thing once, with all boards that it concerns. */
import { fingerprintOf } from "../base/fingerprint.js";
import { counted } from "./amount.js";
import { locationText } from "./location.js";
import { someOf } from "./names.js";
import type { DiagnosticView, Failure } from "./schema.js";

/** A problem as it came up: with one board, or with none. */
export interface Trouble {
  readonly board: string | null;
  readonly side: Failure["side"];
  readonly error: DiagnosticView;
}

/** What concerns most boards comes first, what concerns the whole run before all; else in the order of appearance. */
export function failuresOf(troubles: readonly Trouble[]): Failure[] {
  const told = new Map<string, Failure>();
  for (const { board, side, error } of troubles) {
    const parts = [error.code, locationText(error.location), side ?? "", error.message];
    const key = parts.join("\0");
    const known = told.get(key) ?? {
      ...error,
      of: blameOf(error.code),
      side,
      boards: [],
      fingerprint: fingerprintOf(parts),
    };
    told.set(key, known);
    if (board !== null && !known.boards.includes(board)) known.boards.push(board);
  }
  const weight = ({ boards }: Failure) => (boards.length === 0 ? Number.POSITIVE_INFINITY : boards.length);
  return [...told.values()].sort((a, b) => (weight(a) === weight(b) ? 0 : weight(b) - weight(a)));
}

/** Codes begin with the kind of file that they are about. */
function blameOf(code: string): Failure["of"] {
  const kinds = ["plan", "profile", "config", "baseline"] as const;
  return code === DEFECT ? "defect" : (kinds.find((kind) => code.startsWith(`${kind}-`)) ?? "input");
}

/** The code of a board on which iova-plan itself failed. */
export const DEFECT = "internal-error";

/** What a command does to a board: `could not be …`. */
export type Done = "analysed" | "checked" | "compared";

/** `2 of 30 boards could not be checked; base.json could not be used`; null if all was done. */
export function failureText(failures: readonly Failure[], boards: { all: number; failed: number }, done: Done) {
  if (failures.length === 0) return null;
  const { all, failed } = boards;
  const [only] = failures.flatMap((failure) => failure.boards);
  const which = all === 1 && only !== undefined ? only : `${failed} of ${counted(all, "board")}`;
  const files = new Set(failures.filter(isOfRun).map(({ location }) => location.file));
  return [
    ...(failed === 0 ? [] : [`${which} could not be ${done}`]),
    ...[...files].map((file) => `${file} could not be used`),
  ].join("; ");
}

const isOfRun = ({ boards }: Failure): boolean => boards.length === 0;

/** `old side, its plan: a.iova.yaml:3:5: the board has no label 'x' [plan-unknown-node]`. */
export function failureLine({ of, side, location, message, code, hint }: Failure): string {
  const lead = [...(side === null ? [] : [`${side} side`]), ...LEADS[of]].join(", ");
  const help = hint === null ? "" : ` (${hint})`;
  return `${lead === "" ? "" : `${lead}: `}${locationText(location)}: ${message} [${code}]${help}`;
}

const LEADS: Readonly<Record<Failure["of"], readonly string[]>> = {
  input: [],
  plan: ["its plan"],
  profile: ["a profile"],
  config: ["checked without the config"],
  baseline: ["checked without the baseline"],
  defect: ["a defect of iova-plan"],
};

/** More boards than this are counted. */
const MOST_BOARDS = 8;

/** `, on 30 boards: a.dts, b.dts and 28 more`; empty where the place or the only board of the run says it. */
export function boardsText({ boards, location }: Failure, isOnlyBoard: boolean, most = MOST_BOARDS): string {
  if (boards.length === 0 || isOnlyBoard || (boards.length === 1 && boards[0] === location.file)) return "";
  const names = someOf(boards, most);
  return boards.length === 1 ? `, on ${names}` : `, on ${boards.length} boards: ${names}`;
}

/** For a format of `check` without a headline: who could not be checked, and why. */
export function failureSentence(failure: Failure): string {
  const { boards } = failure;
  const why = failureLine(failure);
  if (boards.length === 0) return why;
  const names = someOf(boards, MOST_BOARDS);
  return `${boards.length === 1 ? names : `${boards.length} boards (${names})`} could not be checked: ${why}`;
}
