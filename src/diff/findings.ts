/** Findings that came and went. */
import type { Finding } from "../rule/engine/model.js";
import type { BoardFacts } from "./facts.js";
import type { Change } from "./model.js";

export function findingChanges(before: BoardFacts, after: BoardFacts): Change[] {
  const olds = new Set([...fingerprints(before), ...before.hidden]);
  const news = new Set([...fingerprints(after), ...after.hidden, ...after.unsaid]);
  const fixed = before.findings.filter((finding) => !news.has(finding.fingerprint));
  const added = after.findings.filter((finding) => !olds.has(finding.fingerprint));
  const paired = sameStatements(fixed, added);
  return [
    ...added
      .filter((f) => !paired.has(f))
      .map((f): Change => ({ ...about(f, after), kind: "finding-new", before: null, after: f })),
    ...fixed
      .filter((f) => !paired.has(f))
      .map((f): Change => ({ ...about(f, before), kind: "finding-fixed", before: f, after: null })),
  ];
}

const fingerprints = ({ findings }: BoardFacts): string[] => findings.map(({ fingerprint }) => fingerprint);

const about = ({ consumer }: Finding, { consumers }: BoardFacts) => ({
  consumer,
  name: consumers.find(({ id }) => id === consumer)?.name ?? null,
});

/**
 * "a and b overlap" becomes "b and a overlap", with another fingerprint, when their nodes change places in the file.
 *
 * @returns findings of either side that say what one of the other side says, in another order
 */
function sameStatements(fixed: readonly Finding[], added: readonly Finding[]): ReadonlySet<Finding> {
  const paired = new Set<Finding>();
  const waiting = new Map<string, Finding[]>();
  for (const finding of fixed) waiting.set(finding.kin, [...(waiting.get(finding.kin) ?? []), finding]);
  for (const finding of added) {
    const match = waiting.get(finding.kin)?.pop();
    if (match !== undefined) paired.add(match).add(finding);
  }
  return paired;
}
