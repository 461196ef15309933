/** What profiles ask of a board that its plan does not say itself: the profiles by name, needs and expectations where they match. */
import type { Statement } from "../base/statement.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Plan } from "../plan/model.js";
import { planStatements } from "../plan/statements.js";
import type { DeviceTree } from "../tree/tree.js";
import { withProfiles } from "./apply.js";
import type { Profile } from "./model.js";

/** @param plan the board's own, which wins. @param idOf the path behind a node's name as plans write it */
export function profileStatements(
  tree: DeviceTree,
  plan: Plan | null,
  profiles: readonly Profile[],
  kernel: Kernel,
  idOf: (written: string) => string,
): Statement[] {
  const said = new Set(plan === null ? [] : planStatements(plan, idOf).map(keyOf));
  const whole = profiles.length === 0 ? null : withProfiles(tree, plan, profiles, kernel);
  const matching = whole === null ? [] : planStatements(whole, idOf);
  return [
    ...profiles.map(named),
    // The rest, such as a mask, is how things are and not what is held to.
    ...matching.filter((one) => one.demand !== null && !said.has(keyOf(one))),
  ];
}

const keyOf = ({ subject, topic, key }: Statement): string => [subject ?? "", topic, key].join("\0");

const named = ({ name }: Profile): Statement => ({
  subject: null,
  written: null,
  topic: "profile",
  key: name,
  value: { kind: "text", text: name },
  demand: "all",
});
