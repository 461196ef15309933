/** Consumers that only one side has under their id, matched by what else they are known by. */
import type { ConsumerFacts } from "./facts.js";
import type { MatchedBy } from "./model.js";

export interface Move {
  readonly before: ConsumerFacts;
  readonly after: ConsumerFacts;
  readonly matchedBy: MatchedBy;
}

/** The surest first: a pair that more speaks for is taken before another that would claim one of the two. */
const MATCHERS: readonly { readonly matchedBy: MatchedBy; readonly keys: (facts: ConsumerFacts) => string[] }[] = [
  { matchedBy: "label", keys: (facts) => facts.labels.map((label) => `${label}\0${shape(facts)}\0${hardware(facts)}`) },
  { matchedBy: "streams", keys: (facts) => sameHardware(facts).map((key) => `${key}\0${lastName(facts)}`) },
  { matchedBy: "streams", keys: (facts) => (facts.registers === null ? [] : sameHardware(facts)) },
  { matchedBy: "label", keys: (facts) => facts.labels.map((label) => `${label}\0${shape(facts)}`) },
];

/**
 * A key speaks for a pair only where no other consumer of either side has it. Swapping the sides gives the same pairs.
 *
 * @returns in the order of the new side
 */
export function movesOf(before: readonly ConsumerFacts[], after: readonly ConsumerFacts[]): readonly Move[] {
  const [olds, news] = [idsOf(before), idsOf(after)];
  const gone = new Set(before.filter(({ id }) => !news.has(id)));
  const come = new Set(after.filter(({ id }) => !olds.has(id)));
  if (gone.size === 0 || come.size === 0) return [];
  const found: Move[] = [];
  const take = (move: Move) => {
    gone.delete(move.before);
    come.delete(move.after);
    found.push(move);
  };
  for (const { matchedBy, keys } of MATCHERS) {
    for (const [was, is] of uniquePairs(gone, come, keys)) take({ before: was, after: is, matchedBy });
  }
  for (const move of withParents(found, gone, come)) take(move);
  const order = new Map(after.map(({ id }, i) => [id, i]));
  return found.sort((a, b) => (order.get(a.after.id) ?? 0) - (order.get(b.after.id) ?? 0));
}

const idsOf = (consumers: readonly ConsumerFacts[]): ReadonlySet<string> => new Set(consumers.map(({ id }) => id));

/** What of a device it is, whatever its node is called. */
const shape = ({ name, pciFunction }: ConsumerFacts): string => `${name ?? ""}\0${pciFunction ?? ""}`;

const hardware = ({ registers, streams }: ConsumerFacts): string =>
  `${registers ?? ""}\0${streams
    .map(({ key }) => key)
    .sort()
    .join("\0")}`;

const sameHardware = (facts: ConsumerFacts): string[] =>
  facts.streams.length === 0 ? [] : [`${shape(facts)}\0${hardware(facts)}`];

const lastName = ({ path }: ConsumerFacts): string => path.slice(path.lastIndexOf("/") + 1);

function uniquePairs(
  gone: Iterable<ConsumerFacts>,
  come: Iterable<ConsumerFacts>,
  keys: (facts: ConsumerFacts) => string[],
): (readonly [ConsumerFacts, ConsumerFacts])[] {
  const [olds, news] = [byKey(gone, keys), byKey(come, keys)];
  const paired = new Set<ConsumerFacts>();
  return [...olds].flatMap(([key, [was, ...rivals]]) => {
    const [is, ...others] = news.get(key) ?? [];
    if (was === undefined || is === undefined || rivals.length + others.length > 0) return [];
    if (paired.has(was) || paired.has(is)) return [];
    paired.add(was).add(is);
    return [[was, is] as const];
  });
}

function byKey(
  consumers: Iterable<ConsumerFacts>,
  keys: (facts: ConsumerFacts) => string[],
): ReadonlyMap<string, readonly ConsumerFacts[]> {
  const found = new Map<string, ConsumerFacts[]>();
  for (const one of consumers) {
    for (const key of keys(one)) found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

/** Children and functions that kept their names below a node that has another path. */
function withParents(
  moves: readonly Move[],
  gone: ReadonlySet<ConsumerFacts>,
  come: ReadonlySet<ConsumerFacts>,
): Move[] {
  const renamed = renamer(moves);
  const news = new Map([...come].map((is) => [is.id, is]));
  return [...gone].flatMap((was): Move[] => {
    const is = news.get(renamed(was.id));
    return is === undefined ? [] : [{ before: was, after: is, matchedBy: "parent" }];
  });
}

/** An id or a path of the old side to the same of the new one; what did not move is as it was. */
export type Rename = (name: string) => string;

/** Whatever stands below a node that moved has moved with it. */
export function renamer(moves: readonly Move[]): Rename {
  const ids = new Map(moves.map(({ before, after }) => [before.id, after.id]));
  const paths = new Map(
    moves
      .filter(({ before }) => before.name === null && before.pciFunction === null)
      .map(({ before, after }) => [before.path, after.path]),
  );
  return (name) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    for (let end = lastBreak(name, name.length); end > 0; end = lastBreak(name, end)) {
      const parent = paths.get(name.slice(0, end));
      if (parent !== undefined) return parent + name.slice(end);
    }
    return name;
  };
}

/** Where a name's last part begins, before `end`: at a slash, or at what sets a child or a function apart. */
const lastBreak = (name: string, end: number): number =>
  Math.max(...["/", "#", "!"].map((mark) => name.lastIndexOf(mark, end - 1)));
