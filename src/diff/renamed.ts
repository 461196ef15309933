/** What is known of the old side, in the names that the new one has for what moved: then the two compare as they are. */
import { compareText } from "../base/order.js";
import type { BoardFacts, ConsumerFacts, FamilyFacts } from "./facts.js";
import type { Asked, Grouping } from "./model.js";
import type { Rename } from "./moves.js";

/** Findings say what they said; `findingChanges` compares who they are. */
export const inNewNames = (facts: BoardFacts, rename: Rename): BoardFacts => ({
  ...facts,
  consumers: facts.consumers.map((one) => consumerIn(one, rename)),
  families: facts.families.map((one) => familyIn(one, rename)),
});

export const askedInNewNames = ({ plan, config }: Asked, rename: Rename): Asked => {
  const renamed = (statements: Asked["plan"]) =>
    statements?.map((one) => (one.subject === null ? one : { ...one, subject: rename(one.subject) })) ?? null;
  return { plan: renamed(plan), config: renamed(config) };
};

const consumerIn = (consumer: ConsumerFacts, rename: Rename): ConsumerFacts => ({
  ...consumer,
  id: rename(consumer.id),
  path: rename(consumer.path),
  reservations: consumer.reservations.map((one) => ({ ...one, inheritedFrom: orNull(one.inheritedFrom, rename) })),
  grouping: groupingIn(consumer.grouping, rename),
  order:
    consumer.order === null
      ? null
      : {
          ...consumer.order,
          outcomes: consumer.order.outcomes.map((one) => ({ ...one, member: rename(one.member) })),
        },
});

const groupingIn = ({ members, reason, domainType, first }: Grouping, rename: Rename): Grouping => ({
  members: members?.map(rename).sort(compareText) ?? null,
  // Names stand in it as words of their own.
  reason: orNull(reason, (text) => text.split(" ").map(rename).join(" ")),
  domainType,
  first: orNull(first, rename),
});

const familyIn = (family: FamilyFacts, rename: Rename): FamilyFacts => ({
  ...family,
  parent: rename(family.parent),
  members: family.members.map(rename),
});

const orNull = (name: string | null, rename: Rename): string | null => (name === null ? null : rename(name));
