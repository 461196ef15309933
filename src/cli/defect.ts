/** What the user sees of a defect of ours: a short notice, and the stack if asked. */
import { visible } from "../base/visible.js";

export function defectNotice(error: unknown, isVerbose: boolean): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isVerbose) return `${stack.split("\n").map(visible).join("\n")}\n`;
  return [
    `iova-plan: internal error: ${visible(message.split("\n", 1)[0] ?? "")}`,
    "This is a defect of iova-plan, not of the input. --verbose shows where; please report it with the input.",
    "",
  ].join("\n");
}
