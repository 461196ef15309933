/** What the user sees of a defect of ours: a short notice, and the stack if asked. */
import { visible } from "../base/visible.js";

/** @param of the input that shows it; null for the run itself */
export function defectNotice(of: string | null, error: unknown, isVerbose: boolean): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  const lead = of === null ? "" : `${visible(of)}: `;
  if (isVerbose) return `${lead}${stack.split("\n").map(visible).join("\n")}\n`;
  return [
    `${lead}iova-plan: internal error: ${visible(message.split("\n", 1)[0] ?? "")}`,
    "This is a defect of iova-plan, not of the input. --verbose shows where; please report it with the input.",
    "",
  ].join("\n");
}
