/** Whether what plans and profiles let consumers play fits as the tree is written: what does not comes first. */
import { amount, counted } from "../amount.js";
import { type Block, titledList } from "../blocks.js";
import type { Board, WorkloadView } from "../schema.js";
import { path, type Styled, solid, text } from "../styled.js";
import { failureText, remedyText } from "../workload-words.js";

export const misfitsOf = ({ workloads }: Board): readonly WorkloadView[] => workloads.filter(({ fits }) => !fits);

export const workloadBlocks = (board: Board): Block[] => [
  ...titledList("Workloads that do not fit as the tree is written", misfitsOf(board).map(misfit)),
  ...titledList("Workloads that fit", board.workloads.filter(({ fits }) => fits).map(fitting)),
];

function misfit({ consumer, failures, firstFailure, remedy, fitsIn }: WorkloadView): Styled {
  return [
    ...path(consumer, "bad"),
    ...text(": "),
    ...(firstFailure === null ? [] : failureText(firstFailure)),
    ...text(failures === 1 ? "" : ` (${counted(failures, "buffer")} in total do not fit)`),
    ...text("; "),
    ...remedyText(remedy),
    ...text(fitsIn.length === 0 ? "" : `; it fits in ${fitsIn.join(", ")}`),
  ];
}

const fitting = ({ consumer, peak }: WorkloadView): Styled => [
  ...path(consumer),
  ...text(": "),
  ...solid(amount(peak)),
  ...text(" in use at most"),
];
