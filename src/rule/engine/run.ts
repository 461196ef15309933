/** Runs rules over a board: everything that may be told. */
import { fingerprintOf } from "../../base/fingerprint.js";
import { compareText } from "../../base/order.js";
import { placeOf } from "../../base/place.js";
import type { Edit } from "../../tree/edit.js";
import { withLevels } from "./levels.js";
import type { Candidate, Observation, Rule, RuleInput } from "./model.js";

/** What rules find. Edits hold the tree that they are of; candidates do not. */
export interface Found {
  readonly candidates: readonly Candidate[];
  /** By fingerprint of the finding that each ends. */
  readonly edits: ReadonlyMap<string, Edit>;
}

/** @param rules in any order; a rule that another needs must be among them */
export function runRules(rules: readonly Rule[], input: RuleInput): Found {
  const found = rules.flatMap((rule) => identified(rule, rule.check(input)));
  const edits = found.flatMap(({ candidate, edit }): [string, Edit][] =>
    edit === null ? [] : [[candidate.finding.fingerprint, edit]],
  );
  return {
    candidates: withLevels(
      found.map(({ candidate }) => candidate),
      input.settings.levels,
      rules,
    ),
    edits: new Map(edits),
  };
}

interface Identified {
  readonly candidate: Candidate;
  readonly edit: Edit | null;
}

/**
 * Observations that nothing tells apart are numbered, so that each has a fingerprint of its own. No level is applied, and
 * it is not known yet what they rest on.
 */
function identified(rule: Rule, observations: readonly Observation[]): readonly Identified[] {
  const counts = new Map<string, number>();
  return observations.map((observation) => {
    const { consumer, message, location, details, help, related = [], key, about, breaks = [] } = observation;
    const identity = [rule.id, consumer ?? "", key];
    const same = counts.get(identity.join("\0")) ?? 0;
    counts.set(identity.join("\0"), same + 1);
    const whole = same === 0 ? identity : [...identity, String(same)];
    const finding = {
      rule: rule.id,
      severity: observation.severity ?? rule.severity,
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
    const candidate = { finding, about, breaks, hiddenBy: null, restsOn: [] };
    return { candidate, edit: observation.edit ?? null };
  });
}

/** Of all that an observation names, in no order: what two members of a group have said of each other, either way. */
export const kinOf = ([rule = "", consumer = "", key = ""]: readonly string[]): string =>
  fingerprintOf([rule, ...[...new Set([consumer, ...key.split(" ")])].sort(compareText)]);
