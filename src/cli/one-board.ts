/** One input analysed, for commands that look at a single board. */
import { analyzeInput, type BoardResult } from "../index.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import { failedResult } from "./failed-result.js";
import type { Host } from "./host.js";
import { tell } from "./look.js";
import { inputOf, loadOptions, nameOf } from "./reading.js";
import { type RunValues, systemOptions } from "./run.js";

/** What is wrong with the input or its plan has been told; with an error there is no result, or half of one. */
export async function analyzeOne(
  path: string,
  values: RunValues,
  host: Host,
): Promise<{ readonly board: BoardResult; readonly status: ExitStatus }> {
  const board = await resultOf(path, values, host);
  tell(board.diagnostics, values, host);
  const isUnusable = board.diagnostics.some(({ severity }) => severity === "error");
  return { board, status: isUnusable ? exitStatus.unusable : exitStatus.fine };
}

async function resultOf(path: string, values: RunValues, host: Host): Promise<BoardResult> {
  const input = await inputOf(path, values, host);
  if (input.value === null) return failedResult(nameOf(path), input.diagnostics);
  return analyzeInput(input.value, {
    ...loadOptions(values, host),
    system: systemOptions(values),
    profiles: values.profile,
    ...(values.plan !== undefined && { plan: values.plan }),
  });
}
