import type { System } from "../system/model.js";
import type { FamilyLayouts } from "./model.js";
import { layouts } from "./registry.js";
import { verdictOn } from "./verdict.js";

/** Every layout on every family, in the system's order of families. */
export const evaluateLayouts = (system: System): readonly FamilyLayouts[] =>
  system.families.map((family) => {
    const results = layouts.map((layout) => layout.evaluate(family, system));
    return { family, layouts: results, verdict: verdictOn(results, system.options.kernel) };
  });
