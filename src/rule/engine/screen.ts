/** What hides findings: comments in the source, the baseline. The first that does counts. */
import type { Baseline, PlacedEntry } from "../../config/baseline.js";
import { covers, type Suppression } from "../../config/suppressions.js";
import type { Candidate, Finding, HiddenBy } from "./model.js";

export interface Suppressed {
  readonly candidates: readonly Candidate[];
  /** Comments that speak for a finding, told or not. */
  readonly used: ReadonlySet<Suppression>;
}

export function applySuppressions(candidates: readonly Candidate[], suppressions: readonly Suppression[]): Suppressed {
  const used = new Set<Suppression>();
  const isCovered = ({ rule, place }: Finding): boolean => {
    const applicable = suppressions.filter((one) => covers(one, rule, place));
    for (const one of applicable) used.add(one);
    return applicable.length > 0;
  };
  return { candidates: hide(candidates, "comment", isCovered), used };
}

export interface Baselined {
  readonly candidates: readonly Candidate[];
  /** Entries of the board whose finding is gone: not those whose finding is hidden or left unsaid. */
  readonly stale: readonly PlacedEntry[];
}

/** @param board the key that the baseline has for the board */
export function applyBaseline(candidates: readonly Candidate[], baseline: Baseline, board: string): Baselined {
  const entries = baseline.boards.get(board) ?? [];
  const known = new Set(entries.map((entry) => entry.fingerprint));
  const present = new Set(candidates.map(({ finding }) => finding.fingerprint));
  return {
    candidates: hide(candidates, "baseline", ({ fingerprint }) => known.has(fingerprint)),
    stale: entries.filter((entry) => !present.has(entry.fingerprint)),
  };
}

export interface NewBaseline {
  readonly candidates: readonly Candidate[];
  readonly entries: readonly Finding[];
}

/**
 * Puts all that nothing else hides into the baseline, also what is left unsaid today: a cause in the baseline silences
 * nothing, and the next run must find nothing.
 */
export function intoBaseline(candidates: readonly Candidate[]): NewBaseline {
  return {
    candidates: hide(candidates, "baseline", () => true),
    entries: candidates.filter(({ hiddenBy }) => hiddenBy === null).map(({ finding }) => finding),
  };
}

function hide(
  candidates: readonly Candidate[],
  by: HiddenBy,
  isHidden: (finding: Finding) => boolean,
): readonly Candidate[] {
  return candidates.map((candidate) =>
    isHidden(candidate.finding) && candidate.hiddenBy === null ? { ...candidate, hiddenBy: by } : candidate,
  );
}
