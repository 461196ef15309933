/** Which findings are shown: not those that a comment or the baseline speaks for. */
import type { Baseline, PlacedEntry } from "../../config/baseline.js";
import { covers, type Suppression } from "../../config/suppressions.js";
import type { Finding } from "./model.js";

interface Screened {
  readonly shown: readonly Finding[];
  readonly hidden: readonly Finding[];
}

export interface Suppressed extends Screened {
  /** Comments that hid a finding. */
  readonly used: ReadonlySet<Suppression>;
}

export function applySuppressions(findings: readonly Finding[], suppressions: readonly Suppression[]): Suppressed {
  const used = new Set<Suppression>();
  const shown: Finding[] = [];
  const hidden: Finding[] = [];
  for (const finding of findings) {
    const applicable = suppressions.filter((one) => covers(one, finding.rule, finding.location));
    for (const one of applicable) used.add(one);
    (applicable.length > 0 ? hidden : shown).push(finding);
  }
  return { shown, hidden, used };
}

export interface Baselined extends Screened {
  /** Entries of the board whose finding is gone. */
  readonly stale: readonly PlacedEntry[];
}

/** @param board the key that the baseline has for the board */
export function applyBaseline(findings: readonly Finding[], baseline: Baseline, board: string): Baselined {
  const entries = baseline.boards.get(board) ?? [];
  const known = new Set(entries.map((entry) => entry.fingerprint));
  const present = new Set(findings.map((finding) => finding.fingerprint));
  return {
    shown: findings.filter((finding) => !known.has(finding.fingerprint)),
    hidden: findings.filter((finding) => known.has(finding.fingerprint)),
    stale: entries.filter((entry) => !present.has(entry.fingerprint)),
  };
}
