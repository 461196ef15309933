/** Two analyses of one board, before and after an edit: whose space is another, and what is newly found. */
import type { Severity } from "../base/diagnostic.js";
import type { Finding } from "../rule/engine/model.js";
import type { Consumer } from "../system/model.js";
import type { Analysis } from "./examine.js";

/** All that a consumer is known by, as text: equal for equal ones. */
const stateOf = ({ iommu, streams, usable, reservations, groupReason }: Consumer): string =>
  JSON.stringify([
    iommu,
    streams.map(({ id, mask, count }) => [id, mask, count]),
    usable.ranges.map(({ start, end }) => [String(start), String(end)]),
    reservations.map(({ start, length, type }) => [String(start), String(length), type]),
    groupReason,
  ]);

/** Ids of consumers that only one side has, or that are other ones there; in no order. */
export function changedConsumers(before: readonly Consumer[], after: readonly Consumer[]): readonly string[] {
  const then = new Map(after.map((consumer) => [consumer.id, stateOf(consumer)]));
  const changed = before.flatMap((consumer) => {
    const state = then.get(consumer.id);
    then.delete(consumer.id);
    return state === stateOf(consumer) ? [] : [consumer.id];
  });
  return [...changed, ...then.keys()];
}

/** What is told of a board at these severities. */
const toldFindings = ({ candidates }: Analysis, severities: readonly Severity[]): readonly Finding[] =>
  candidates
    .filter(({ hiddenBy, finding }) => hiddenBy === null && severities.includes(finding.severity))
    .map(({ finding }) => finding);

/** By rule and consumer. @param then what a consumer of the first side is called in the second */
export function newFindings(
  before: Analysis,
  after: Analysis,
  severities: readonly Severity[],
  then: (consumer: string) => string = (consumer) => consumer,
): readonly Finding[] {
  const keyOf = (rule: string, consumer: string | null) => `${rule} ${consumer ?? ""}`;
  const known = new Set(
    toldFindings(before, severities).map(({ rule, consumer }) =>
      keyOf(rule, consumer === null ? null : then(consumer)),
    ),
  );
  return toldFindings(after, severities).filter(({ rule, consumer }) => !known.has(keyOf(rule, consumer)));
}
