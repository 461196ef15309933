/** Runs rules over a board: one root cause, one report. */
import type { Severity } from "../../base/diagnostic.js";
import { compareText } from "../../base/order.js";
import type { Location } from "../../base/source.js";
import { fingerprintOf } from "./fingerprint.js";
import type { Finding, Findings, Observation, Rule, RuleInput, SkippedCheck } from "./model.js";

/** What a rule found, less what rests on something that a rule it needs has found broken. */
interface Ran {
  readonly observations: readonly Observation[];
  readonly skipped: readonly SkippedCheck[];
  /** Everything that is broken according to this rule. */
  readonly broken: ReadonlySet<string>;
}

/** @param rules in any order; a rule that another needs must be among them */
export function runRules(rules: readonly Rule[], input: RuleInput): Findings {
  const done = new Map<Rule, Ran>();
  for (const rule of inOrderOfNeed(rules)) done.set(rule, runRule(rule, input, done));
  const findings: Finding[] = [];
  const skipped: SkippedCheck[] = [];
  for (const rule of rules) {
    const ran = done.get(rule);
    if (ran === undefined || input.settings.levels.get(rule.id) === "off") continue;
    findings.push(...identified(rule, ran.observations, input));
    skipped.push(...ran.skipped);
  }
  return { findings: findings.sort(byGravity), skipped: once(skipped) };
}

/** Rules behind all that they need. */
function inOrderOfNeed(rules: readonly Rule[]): readonly Rule[] {
  const ordered = new Set<Rule>();
  const visit = (rule: Rule): void => {
    if (ordered.has(rule)) return;
    for (const needed of rule.needs) visit(needed);
    ordered.add(rule);
  };
  for (const rule of rules) visit(rule);
  return [...ordered];
}

function runRule(rule: Rule, input: RuleInput, done: ReadonlyMap<Rule, Ran>): Ran {
  const needed = [...inOrderOfNeed(rule.needs)];
  const observations: Observation[] = [];
  const skipped: SkippedCheck[] = [];
  for (const observation of rule.check(input)) {
    const cause = causeOf(observation, needed, done);
    if (cause === null) observations.push(observation);
    else skipped.push({ rule: rule.id, ...cause });
  }
  return { observations, skipped, broken: new Set(observations.flatMap((o) => o.about)) };
}

function causeOf(
  { about }: Observation,
  needed: readonly Rule[],
  done: ReadonlyMap<Rule, Ran>,
): Pick<SkippedCheck, "because" | "subject"> | null {
  for (const rule of needed) {
    const broken = done.get(rule)?.broken;
    const subject = about.find((name) => broken?.has(name));
    if (subject !== undefined) return { because: rule.id, subject };
  }
  return null;
}

function once(skipped: readonly SkippedCheck[]): readonly SkippedCheck[] {
  const seen = new Map(skipped.map((s) => [`${s.rule}\0${s.because}\0${s.subject}`, s]));
  return [...seen.values()];
}

/** Observations that nothing tells apart are numbered, so that each has a fingerprint of its own. */
function identified(rule: Rule, observations: readonly Observation[], input: RuleInput): readonly Finding[] {
  const level = input.settings.levels.get(rule.id);
  const counts = new Map<string, number>();
  return observations.map((observation) => {
    const { consumer, message, location, details, help, related = [], key } = observation;
    const identity = [rule.id, consumer ?? "", key];
    const same = counts.get(identity.join("\0")) ?? 0;
    counts.set(identity.join("\0"), same + 1);
    return {
      rule: rule.id,
      severity: level === undefined || level === "off" ? (observation.severity ?? rule.severity) : level,
      consumer,
      message,
      location,
      details,
      help,
      related,
      fingerprint: fingerprintOf(same === 0 ? identity : [...identity, String(same)]),
    };
  });
}

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Whether `severity` is as grave as `least`, or graver. */
export const isAtLeastAsGrave = (severity: Severity, least: Severity): boolean => GRAVITY[severity] <= GRAVITY[least];

function byGravity(a: Finding, b: Finding): number {
  return (
    GRAVITY[a.severity] - GRAVITY[b.severity] ||
    compareText(fileOf(a.location), fileOf(b.location)) ||
    offsetOf(a.location) - offsetOf(b.location) ||
    compareText(a.rule, b.rule) ||
    compareText(a.consumer ?? "", b.consumer ?? "") ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

const fileOf = (location: Location): string =>
  location.kind === "source" ? location.span.source.path : location.kind === "node" ? location.node : location.file;

const offsetOf = (location: Location): number => (location.kind === "source" ? location.span.start : 0);
