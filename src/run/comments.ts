/** Comments next to the source that speak for findings. */
import { Facet } from "../base/facet.js";
import { type Problem, problemOf } from "../base/problem.js";
import type { StoredFile } from "../base/stored-file.js";
import { suppressionsIn } from "../config/suppressions.js";
import { isDtb } from "../dtb/read.js";
import type { Candidate } from "../rule/engine/model.js";
import { ruleIds } from "../rule/engine/registry.js";
import { applySuppressions } from "../rule/engine/screen.js";
import type { CommentUse } from "./job.js";

export interface Commented {
  readonly candidates: readonly Candidate[];
  readonly comments: readonly CommentUse[];
  readonly problems: readonly Problem[];
}

/** Boards that share an include read its comments once; a blob has none. */
const commentsOf = new Facet((file: StoredFile) =>
  isDtb(file.bytes) ? { suppressions: [], diagnostics: [] } : suppressionsIn(file.source, ruleIds),
);

/** @param files every file that was read for the board */
export function withComments(found: readonly Candidate[], files: readonly StoredFile[]): Commented {
  const read = files.map((file) => commentsOf.of(file));
  const suppressions = read.flatMap((one) => one.suppressions);
  const { candidates, used } = applySuppressions(found, suppressions);
  return {
    candidates,
    comments: suppressions.map((suppression) => ({ suppression, isUsed: used.has(suppression) })),
    problems: read.flatMap((one) => one.diagnostics).map(problemOf),
  };
}
