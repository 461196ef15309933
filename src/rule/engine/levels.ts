/**
 * What findings count as, by a config's levels, and so what each rests on: a function of findings that have their rules'
 * own severity, so that levels may change without the board being read again.
 */
import { Facet } from "../../base/facet.js";
import type { RuleLevel } from "../../config/model.js";
import { byGravity, isAtLeastAsGrave } from "./gravity.js";
import type { Candidate, Cause, Rule } from "./model.js";

interface Leveled extends Candidate {
  readonly by: Rule;
}

/**
 * Gravest first. What else hides a finding, such as a comment, goes on doing so where no level does.
 *
 * @param found with their rules' own severities
 * @param rules those of the findings, and those that they need
 */
export function withLevels(
  found: readonly Candidate[],
  levels: ReadonlyMap<string, RuleLevel>,
  rules: readonly Rule[],
): readonly Candidate[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const leveled = found
    .flatMap((candidate): readonly Leveled[] => {
      const by = byId.get(candidate.finding.rule);
      return by === undefined ? [] : [{ ...atLevel(candidate, levels.get(by.id)), by }];
    })
    .sort((a, b) => byGravity(a.finding, b.finding));
  const causes = causesOf(leveled);
  return leveled.map((one) => {
    const { by: _, ...candidate } = one;
    return { ...candidate, restsOn: causes.get(one) ?? [] };
  });
}

function atLevel(candidate: Candidate, level: RuleLevel | undefined): Candidate {
  if (level === undefined) return candidate;
  if (level === "off") return { ...candidate, hiddenBy: "level" };
  return { ...candidate, finding: { ...candidate.finding, severity: level } };
}

/**
 * What each finding rests on. Of the findings that break its ground only those count whose own ground is broken by
 * nothing else than what breaks its as well: so whatever is hidden, by level, comment or baseline, more is told and
 * never less. (Were it not so, a finding that is hidden could bring back another, and that one silence a third.)
 */
function causesOf(observed: readonly Leveled[]): ReadonlyMap<Leveled, readonly Cause[]> {
  const breakers = new Map<string, Leveled[]>();
  for (const one of observed) {
    for (const { key } of one.breaks) breakers.set(key, [...(breakers.get(key) ?? []), one]);
  }
  const grounds = new Map(observed.map((one) => [one, breakersOf(one, breakers)]));
  return new Map(
    observed.map((one) => {
      const all = grounds.get(one) ?? new Map<Leveled, string>();
      const causes = [...all].filter(([other]) => [...(grounds.get(other)?.keys() ?? [])].every((o) => all.has(o)));
      return [
        one,
        causes.map(([{ finding }, subject]) => ({ rule: finding.rule, fingerprint: finding.fingerprint, subject })),
      ];
    }),
  );
}

/** What breaks the ground of a finding, and the name of what is broken; nothing less grave may silence it. */
function breakersOf(one: Leveled, breakers: ReadonlyMap<string, readonly Leveled[]>): Map<Leveled, string> {
  const needed = neededBy.of(one.by);
  const found = new Map<Leveled, string>();
  for (const { key, name } of one.about) {
    for (const other of breakers.get(key) ?? []) {
      const counts = needed.has(other.by) && isAtLeastAsGrave(other.finding.severity, one.finding.severity);
      if (counts && !found.has(other)) found.set(other, name);
    }
  }
  return found;
}

/** All that a rule needs, also by way of others. */
const neededBy: Facet<Rule, ReadonlySet<Rule>> = new Facet(
  (rule) => new Set(rule.needs.flatMap((one) => [one, ...neededBy.of(one)])),
);
