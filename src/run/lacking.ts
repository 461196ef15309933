/** What plans that speak for many boards say of things that boards lack: one may lack them, all may not. */
import type { Problem } from "../base/problem.js";
import { problemKey } from "../base/problem.js";
import type { PlanUse } from "./job.js";

/**
 * An error for each place of a plan that is about nothing on any of the boards that it speaks for. Where that is because
 * all have the device switched off, a warning; of a lone board, whose like may have it, a warning where the name itself
 * is unknown, and nothing else.
 *
 * @param boards the plans of each board that was examined
 */
export function lackedByAll(boards: readonly (readonly PlanUse[])[]): Problem[] {
  const users = new Map<string, number>();
  const places = new Map<string, { readonly plan: string; readonly problem: Problem; count: number; isOff: boolean }>();
  for (const { name, isShared, lacking } of boards.flat()) {
    if (!isShared) continue;
    users.set(name, (users.get(name) ?? 0) + 1);
    for (const [key, problem] of new Map(lacking.map((one) => [placeKey(one), one]))) {
      const known = places.get(key) ?? { plan: name, problem, count: 0, isOff: true };
      places.set(key, { ...known, count: known.count + 1, isOff: known.isOff && problem.code === OFF });
    }
  }
  return [...places.values()].flatMap(({ plan, problem, count, isOff }) => {
    const all = users.get(plan) ?? 0;
    return count < all ? [] : told(problem, all, isOff);
  });
}

/** Switched off, and there. */
const OFF = "plan-consumer-off";

function told(problem: Problem, boards: number, isOff: boolean): Problem[] {
  if (boards > 1) {
    const message = `none of the plan's ${boards} boards has it: ${problem.message}`;
    return [{ ...problem, severity: isOff ? "warning" : "error", message }];
  }
  return problem.code === "plan-unknown-node" ? [{ ...problem, severity: "warning" }] : [];
}

const placeKey = ({ place, ...problem }: Problem): string => problemKey({ ...problem, place, code: "", message: "" });
