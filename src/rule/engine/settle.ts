/** What is told in the end: a function of what was found and of what is hidden, so it can be decided again at will. */
import { compareText } from "../../base/order.js";
import type { Candidate, Findings, SkippedCheck } from "./model.js";

/** A finding is left unsaid where one that it rests on is told: not where that one is hidden. */
export function settle(candidates: readonly Candidate[]): Findings {
  const open = candidates.filter(({ hiddenBy }) => hiddenBy === null);
  const byFingerprint = new Map(open.map((candidate) => [candidate.finding.fingerprint, candidate]));
  // Of what is open, what rests on nothing open is told; the rest has such a one among its causes (see `causesOf`).
  const causeIn = (candidate: Candidate) =>
    candidate.restsOn.filter(({ fingerprint }) => byFingerprint.has(fingerprint));
  const told = open.filter((candidate) => causeIn(candidate).length === 0);
  const toldPrints = new Set(told.map(({ finding }) => finding.fingerprint));
  const skipped = open.flatMap((candidate): readonly SkippedCheck[] => {
    const cause = causeIn(candidate).find(({ fingerprint }) => toldPrints.has(fingerprint));
    if (cause === undefined) return [];
    return [{ rule: candidate.finding.rule, because: cause.rule, subject: cause.subject }];
  });
  return { findings: told.map(({ finding }) => finding), skipped: once(skipped) };
}

/** By rule, each once. */
function once(skipped: readonly SkippedCheck[]): readonly SkippedCheck[] {
  const seen = new Map(skipped.map((s) => [`${s.rule}\0${s.because}\0${s.subject}`, s]));
  return [...seen.values()].sort((a, b) => compareText(a.rule, b.rule));
}
