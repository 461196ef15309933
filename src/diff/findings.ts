/** Findings that came and went. */
import { fingerprintOf } from "../base/fingerprint.js";
import type { Finding } from "../rule/engine/model.js";
import { kinOf } from "../rule/engine/run.js";
import type { BoardFacts, FindingName } from "./facts.js";
import type { Change } from "./model.js";
import type { Rename } from "./moves.js";

/** @param rename what moved is what it was: its findings say what they said, and are known by the new names */
export function findingChanges(before: BoardFacts, after: BoardFacts, rename: Rename): Change[] {
  const nowCalled = ({ identity }: FindingName) => identity.map((part) => part.split(" ").map(rename).join(" "));
  const printOf = (one: FindingName) => {
    const names = nowCalled(one);
    return names.every((name, i) => name === one.identity[i]) ? one.fingerprint : fingerprintOf(names);
  };
  const olds = new Set([...before.findings, ...before.hidden].map(printOf));
  const news = new Set([...after.findings, ...after.hidden, ...after.unsaid].map(({ fingerprint }) => fingerprint));
  const fixed = before.findings.filter((finding) => !news.has(printOf(finding)));
  const added = after.findings.filter((finding) => !olds.has(finding.fingerprint));
  const paired = sameStatements(fixed, added, (finding) => kinOf(nowCalled(finding)));
  return [
    ...added
      .filter((f) => !paired.has(f))
      .map((f): Change => ({ ...about(f, after), kind: "finding-new", before: null, after: f })),
    ...fixed
      .filter((f) => !paired.has(f))
      .map((f): Change => ({ ...about(f, before, rename), kind: "finding-fixed", before: f, after: null })),
  ];
}

function about({ consumer }: Finding, { consumers }: BoardFacts, rename: Rename = (name) => name) {
  const id = consumer === null ? null : rename(consumer);
  return { consumer: id, name: consumers.find((one) => one.id === id)?.name ?? null };
}

/**
 * "a and b overlap" becomes "b and a overlap", with another fingerprint, when their nodes change places in the file.
 *
 * @returns findings of either side that say what one of the other side says, in another order
 */
function sameStatements(
  fixed: readonly Finding[],
  added: readonly Finding[],
  oldKin: (finding: Finding) => string,
): ReadonlySet<Finding> {
  const paired = new Set<Finding>();
  const waiting = new Map<string, Finding[]>();
  for (const finding of fixed) {
    const kin = oldKin(finding);
    waiting.set(kin, [...(waiting.get(kin) ?? []), finding]);
  }
  for (const finding of added) {
    const match = waiting.get(finding.kin)?.pop();
    if (match !== undefined) paired.add(match).add(finding);
  }
  return paired;
}
