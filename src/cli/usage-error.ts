/** A command line that makes no sense: thrown by option handling, as commander does, and caught in main.ts. */
import { nearestName } from "../base/nearest.js";

export class UsageError extends Error {}

/** For a device that a board has not, or several times. */
export const noSuchDevice = ({
  message,
  hint,
}: {
  readonly message: string;
  readonly hint: string | null;
}): UsageError => new UsageError(hint === null ? message : `${message} (${hint})`);

/** `unknown format 'jsn' (did you mean 'json'?); known are: text, json` */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  const suggestion = near === null ? "" : ` (did you mean '${near}'?)`;
  return `unknown ${what} '${name}'${suggestion}; known are: ${known.join(", ")}`;
}
