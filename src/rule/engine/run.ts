/** Runs rules over a board: everything that may be told, and what each of it rests on. */
import { Facet } from "../../base/facet.js";
import { fingerprintOf } from "../../base/fingerprint.js";
import { compareText } from "../../base/order.js";
import { placeOf } from "../../base/place.js";
import { byGravity, isAtLeastAsGrave } from "./gravity.js";
import type { Candidate, Cause, Finding, Observation, Rule, RuleInput, Subject } from "./model.js";

/** @param rules in any order; a rule that another needs must be among them */
export function runRules(rules: readonly Rule[], input: RuleInput): readonly Candidate[] {
  const observed = rules.flatMap((rule) => identified(rule, rule.check(input), input));
  const causes = causesOf(observed);
  return observed
    .map(
      (one): Candidate => ({
        finding: one.finding,
        hiddenBy: input.settings.levels.get(one.rule.id) === "off" ? "level" : null,
        restsOn: causes.get(one) ?? [],
      }),
    )
    .sort((a, b) => byGravity(a.finding, b.finding));
}

/** A finding before it is known what it rests on. */
interface Observed {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly about: readonly Subject[];
  readonly breaks: readonly Subject[];
}

/** Observations that nothing tells apart are numbered, so that each has a fingerprint of its own. */
function identified(rule: Rule, observations: readonly Observation[], input: RuleInput): readonly Observed[] {
  const level = input.settings.levels.get(rule.id);
  const counts = new Map<string, number>();
  return observations.map((observation) => {
    const { consumer, message, location, details, help, related = [], key, about, breaks = [] } = observation;
    const identity = [rule.id, consumer ?? "", key];
    const same = counts.get(identity.join("\0")) ?? 0;
    counts.set(identity.join("\0"), same + 1);
    const severity = level === undefined || level === "off" ? (observation.severity ?? rule.severity) : level;
    const whole = same === 0 ? identity : [...identity, String(same)];
    const finding = {
      rule: rule.id,
      severity,
      consumer,
      message,
      place: placeOf(location),
      details,
      help,
      related: related.map((one) => ({ message: one.message, place: placeOf(one.location) })),
      identity: whole,
      fingerprint: fingerprintOf(whole),
      kin: kinOf(identity),
    };
    return { rule, finding, about, breaks };
  });
}

/** Of all that an observation names, in no order: what two members of a group have said of each other, either way. */
export const kinOf = ([rule = "", consumer = "", key = ""]: readonly string[]): string =>
  fingerprintOf([rule, ...[...new Set([consumer, ...key.split(" ")])].sort(compareText)]);

/**
 * What each finding rests on. Of the findings that break its ground only those count whose own ground is broken by
 * nothing else than what breaks its as well: so whatever is hidden, by level, comment or baseline, more is told and
 * never less. (Were it not so, a finding that is hidden could bring back another, and that one silence a third.)
 */
function causesOf(observed: readonly Observed[]): ReadonlyMap<Observed, readonly Cause[]> {
  const breakers = new Map<string, Observed[]>();
  for (const one of observed) {
    for (const { key } of one.breaks) breakers.set(key, [...(breakers.get(key) ?? []), one]);
  }
  const grounds = new Map(observed.map((one) => [one, breakersOf(one, breakers)]));
  return new Map(
    observed.map((one) => {
      const all = grounds.get(one) ?? new Map<Observed, string>();
      const causes = [...all].filter(([other]) => [...(grounds.get(other)?.keys() ?? [])].every((o) => all.has(o)));
      return [
        one,
        causes.map(([{ finding }, subject]) => ({ rule: finding.rule, fingerprint: finding.fingerprint, subject })),
      ];
    }),
  );
}

/** What breaks the ground of a finding, and the name of what is broken; nothing less grave may silence it. */
function breakersOf(one: Observed, breakers: ReadonlyMap<string, readonly Observed[]>): Map<Observed, string> {
  const needed = neededBy.of(one.rule);
  const found = new Map<Observed, string>();
  for (const { key, name } of one.about) {
    for (const other of breakers.get(key) ?? []) {
      const counts = needed.has(other.rule) && isAtLeastAsGrave(other.finding.severity, one.finding.severity);
      if (counts && !found.has(other)) found.set(other, name);
    }
  }
  return found;
}

/** All that a rule needs, also by way of others. */
const neededBy: Facet<Rule, ReadonlySet<Rule>> = new Facet(
  (rule) => new Set(rule.needs.flatMap((one) => [one, ...neededBy.of(one)])),
);
