/** What is not put together. */
import type { Diagnostic, Outcome } from "../../base/diagnostic.js";
import { atInput } from "../../base/source.js";

export const refused = (diagnostic: Diagnostic): Outcome<never> => ({ value: null, diagnostics: [diagnostic] });

/** Who has edited it has left a number that leads nowhere. */
export const unfit = (file: string): Diagnostic => ({
  severity: "error",
  code: "report-value",
  message: "shard: what is said of its boards does not fit them",
  location: atInput(file),
});

/** Of several reports each has to be a shard of one run. */
export const notShard = (file: string): Diagnostic => ({
  severity: "error",
  code: "report-no-shard",
  message: "the report of a whole run, which is put together with no other",
  location: atInput(file),
  hint: "render takes one report, or those of all shards of a run",
});
