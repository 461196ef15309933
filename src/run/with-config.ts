/** What a config says of findings, applied to those of a board that was examined without it. */
import type { SourceStore } from "../base/source-store.js";
import { withLevels } from "../rule/engine/levels.js";
import { rules } from "../rule/engine/registry.js";
import { configFor } from "./config.js";
import type { BoardResult, ConfigChoice } from "./job.js";

/** @param result of a job that was unleveled */
export async function withConfig(
  result: BoardResult<"report">,
  choice: ConfigChoice | undefined,
  files: SourceStore,
): Promise<BoardResult<"report">> {
  const { answer } = result;
  if (answer === null || choice === undefined) return result;
  const { settings, use } = await configFor(choice, files);
  return {
    ...result,
    config: use,
    answer: { ...answer, candidates: withLevels(answer.candidates, settings.levels, rules) },
  };
}
