/** What a config asks of a board: every rule's level, budgets, the threshold; two configs that come to the same agree. */
import type { Severity } from "../base/diagnostic.js";
import type { Statement } from "../base/statement.js";
import { expectationStatements } from "../plan/statements.js";
import type { BoardSettings, ExpectedOf, Limit, RuleLevel } from "./model.js";

const RANKS: Readonly<Record<RuleLevel, number>> = { off: 0, note: 1, warning: 2, error: 3 };

/** What fails a run if nobody says otherwise. */
const DEFAULT_FAIL_ON: Severity = "error";

/** @param rules every rule with the level that it has if no config says otherwise */
export function configStatements(
  settings: BoardSettings,
  failOn: Severity | null,
  rules: readonly { readonly id: string; readonly severity: Severity }[],
): Statement[] {
  const { levels, budgets, spaceLow } = settings;
  const level = (key: string, value: RuleLevel, demand: "least" | "most"): Statement => ({
    ...THE_BOARD,
    topic: "level",
    key,
    value: { kind: "level", level: value, rank: RANKS[value] },
    demand,
  });
  return [
    // A threshold is the stricter the less grave it is.
    level("fail-on", failOn ?? DEFAULT_FAIL_ON, "most"),
    ...rules.map(({ id, severity }) => level(id, levels.get(id) ?? severity, "least")),
    ...limit("max-waste", budgets.maxWaste),
    ...limit("max-family-waste", budgets.maxFamilyWaste),
    ...limit("max-board-waste", budgets.maxBoardWaste),
    ...budgets.consumers.flatMap(({ consumer, maxWaste, minUsable }) => {
      const whom = { subject: consumer, written: consumer };
      return [...bytes("max-waste", maxWaste, "most", whom), ...bytes("min-usable", minUsable, "least", whom)];
    }),
    ...settings.expectations.flatMap(({ of, expect }) => expectationStatements(expect, whomOf(of))),
    ...bytes("space-low", spaceLow, "least"),
  ];
}

function whomOf(of: ExpectedOf): Pick<Statement, "subject" | "written"> {
  const name = of.by === "consumer" ? of.name : `compatible ${of.names.join(", ")}`;
  return { subject: of.by === "consumer" ? name : null, written: name };
}

const THE_BOARD = { subject: null, written: null };

const limit = (key: string, value: Limit | null): Statement[] => bytes(key, value?.bytes ?? null, "most");

function bytes(
  key: string,
  value: bigint | null,
  demand: "least" | "most",
  whom: Pick<Statement, "subject" | "written"> = THE_BOARD,
): Statement[] {
  return value === null ? [] : [{ ...whom, topic: "budget", key, value: { kind: "bytes", bytes: value }, demand }];
}
