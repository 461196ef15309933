/** Findings that came and went. */
import { compareText } from "../base/order.js";
import type { Finding } from "../rule/engine/model.js";
import type { Change, DiffSide } from "./model.js";

export function findingChanges(before: DiffSide, after: DiffSide): Change[] {
  const olds = fingerprints([...before.findings, ...before.hidden]);
  const news = fingerprints([...after.findings, ...after.hidden, ...after.unsaid]);
  const fixed = before.findings.filter((finding) => !news.has(finding.fingerprint));
  const added = after.findings.filter((finding) => !olds.has(finding.fingerprint));
  const paired = sameStatements(fixed, added);
  return [
    ...added
      .filter((f) => !paired.has(f))
      .map((f): Change => ({ ...about(f), kind: "finding-new", before: null, after: f })),
    ...fixed
      .filter((f) => !paired.has(f))
      .map((f): Change => ({ ...about(f), kind: "finding-fixed", before: f, after: null })),
  ];
}

const fingerprints = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(findings.map((finding) => finding.fingerprint));

/** The name is that of a runtime child, as in its id. */
const about = ({ consumer }: Finding) => ({ consumer, name: consumer?.split("#")[1] ?? null });

/**
 * "a and b overlap" becomes "b and a overlap", with another fingerprint, when their nodes change places in the file.
 *
 * @returns findings of either side that say what one of the other side says, in another order
 */
function sameStatements(fixed: readonly Finding[], added: readonly Finding[]): ReadonlySet<Finding> {
  const paired = new Set<Finding>();
  const waiting = new Map<string, Finding[]>();
  for (const finding of fixed) waiting.set(words(finding), [...(waiting.get(words(finding)) ?? []), finding]);
  for (const finding of added) {
    const match = waiting.get(words(finding))?.pop();
    if (match !== undefined) paired.add(match).add(finding);
  }
  return paired;
}

const words = ({ rule, message }: Finding): string => [rule, ...message.split(/[\s,;:]+/).sort(compareText)].join(" ");
