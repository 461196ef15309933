/** What would end the findings of a board for certain, as edits of the files that it reads. */
import { fixTexts } from "../suggest/fix-text.js";
import type { Analysis } from "./examine.js";
import type { Fix } from "./job.js";
import type { OpenBoard } from "./open-board.js";

/** Of those findings that the analysis still has. */
export function fixesOf({ edits, candidates, system }: Analysis, { job, files }: OpenBoard): readonly Fix[] {
  if (edits.size === 0) return [];
  const board = typeof job.input === "string" ? (files.files.get(job.input)?.source ?? null) : null;
  return candidates.flatMap(({ finding: { fingerprint } }): Fix[] => {
    const edit = edits.get(fingerprint);
    const ways = edit === undefined ? [] : fixTexts(edit, system, board);
    return ways.length === 0
      ? []
      : [{ fingerprint, ways: ways.map(({ file, edits: made }) => ({ path: file.path, edits: made })) }];
  });
}
