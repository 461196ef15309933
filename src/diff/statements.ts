/** What is asked of a board on two sides, by its plan and its config: what is asked for no more comes first. */
import { asksLess, isSameAsked, type Statement } from "../base/statement.js";
import type { ConsumerFacts } from "./facts.js";
import type { Asked, AskedChange } from "./model.js";

/** @param consumers of both sides: the names of those that something is asked of */
export function statementChanges(
  before: Asked,
  after: Asked,
  consumers: readonly Pick<ConsumerFacts, "id" | "name">[],
): AskedChange[] {
  const names = new Map(consumers.map(({ id, name }) => [id, name]));
  const changes = [...planChanges(before.plan, after.plan), ...configChanges(before.config, after.config)];
  return changes.map((change) => ({ ...change, name: names.get(change.consumer ?? "") ?? null }));
}

type Unnamed = Omit<AskedChange, "name">;

const configChanges = (before: Asked["config"], after: Asked["config"]): Unnamed[] =>
  before === null || after === null ? [] : differing(before, after).map((pair) => changeOf("config", pair));

/** A plan that came or went is one change; beside it only what can be lost is told. */
function planChanges(before: Asked["plan"], after: Asked["plan"]): Unnamed[] {
  if (before !== null && after !== null) return differing(before, after).map((pair) => changeOf("plan", pair));
  if (before === null && after === null) return [];
  const pairs = differing(before ?? [], after ?? []).filter(([was, is]) => (was ?? is)?.demand !== null);
  return [
    changeOf("plan", before === null ? [null, THE_FILE] : [THE_FILE, null]),
    ...pairs.map((pair) => changeOf("plan", pair)),
  ];
}

const THE_FILE: Statement = {
  subject: null,
  written: null,
  topic: "file",
  key: "plan",
  value: { kind: "text", text: "" },
  demand: "all",
};

type Pair = readonly [before: Statement | null, after: Statement | null];

function changeOf(kind: AskedChange["kind"], [before, after]: Pair): Unnamed {
  return {
    consumer: (after ?? before)?.subject ?? null,
    kind,
    before,
    after,
    asksLess: before !== null && asksLess(before, after),
  };
}

/** Matched by what the files spell, for a node may have moved; else by the node, for it may be spelt otherwise. */
function differing(before: readonly Statement[], after: readonly Statement[]): Pair[] {
  const left = new Set(after);
  const pairs: Pair[] = [];
  const unmatched: Statement[] = [];
  const match = (statements: readonly Statement[], keyOf: (statement: Statement) => string): Statement[] => {
    const byKey = new Map([...left].map((statement) => [keyOf(statement), statement]));
    return statements.filter((statement) => {
      const other = byKey.get(keyOf(statement));
      if (other === undefined) return true;
      left.delete(other);
      pairs.push([statement, other]);
      return false;
    });
  };
  const rest = match(before, ({ written, topic, key }) => [written ?? "", topic, key].join("\0"));
  unmatched.push(...match(rest, ({ subject, topic, key }) => [subject ?? "", topic, key].join("\0")));
  const changed = pairs.filter(([was, is]) => was === null || is === null || !isSameAsked(was.value, is.value));
  return [
    ...changed,
    ...entries(unmatched, after).map((statement): Pair => [statement, null]),
    ...entries([...left], before).map((statement): Pair => [null, statement]),
  ];
}

/** Where one file has no word on somebody, what the other says of them is one entry, save what can be lost. */
function entries(statements: readonly Statement[], others: readonly Statement[]): Statement[] {
  const known = new Set(others.flatMap(({ subject, written }) => [subject, written]));
  const isPart = (one: Statement) => one.demand === null && !known.has(one.subject) && !known.has(one.written);
  const parts = new Map<string | null, Statement[]>();
  for (const one of statements.filter(isPart)) parts.set(one.written, [...(parts.get(one.written) ?? []), one]);
  return [
    ...statements.filter((one) => !isPart(one)),
    ...[...parts.values()].flatMap((all) => {
      const [first] = all;
      const text = all.map(({ key, value }) => `${key} ${value.kind === "text" ? value.text : ""}`).join("; ");
      return first === undefined ? [] : [{ ...first, key: "entry", value: { kind: "text", text } } as const];
    }),
  ];
}
