/** What a starter plan is made of. */
import type { StarterBoard } from "../report/starter-plan.js";
import { exampleFunction } from "../system/example-function.js";
import type { System } from "../system/model.js";

/** @param only ids of those to plan for; null for all */
export const starterBoard = (system: System, model: string | null, only: ReadonlySet<string> | null): StarterBoard => ({
  system,
  model,
  only,
  exampleFunction: (bridge) => exampleFunction(system, bridge),
});
