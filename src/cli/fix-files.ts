/** `check --fix`: does what is proven, looks again, and says what was done and what was not. */
import { visible } from "../base/visible.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import { fixedTexts, type TriedFix } from "./fixing.js";
import type { Host } from "./host.js";
import { type CheckingFor, type RunValues, reviewedRun } from "./run.js";
import { writeFiles } from "./write-files.js";

/** One fix may have to wait for another; more rounds than these are none that end. */
const MOST_ROUNDS = 20;

/** @returns unusable where a file could not be written; what is left, the check that follows finds */
export async function fixFiles(
  args: readonly string[],
  values: RunValues,
  host: Host,
  checking: CheckingFor,
): Promise<ExitStatus> {
  const silent: Host = { ...host, writeErr: () => undefined };
  const own = new Set<string>();
  for (let round = 1; ; round++) {
    const { tried, world } = await reviewedRun("check", args, { ...values, quiet: true }, silent, checking);
    const texts = round > MOST_ROUNDS ? [] : fixedTexts(tried, world);
    if (texts.length === 0) {
      tellAll(tried, host);
      return exitStatus.fine;
    }
    const written = writeFiles(texts, host, own);
    if (written !== exitStatus.fine) return written;
    for (const { path } of texts) own.add(path);
    tellAll(
      tried.filter(({ reason }) => reason === null),
      host,
    );
  }
}

function tellAll(tried: readonly TriedFix[], host: Host): void {
  for (const { rule, boards, change, reason } of tried) {
    const many = boards.length === 1 ? "" : ` (on ${boards.length} boards)`;
    const what = reason === null ? "fixed" : `not fixed: ${reason}`;
    host.writeErr(`${visible(change.path)}: [${rule}]${many} ${visible(what)}\n`);
  }
}
