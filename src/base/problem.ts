/** A diagnostic that needs no source text any more: what a run keeps, sends on and prints. */
import type { Diagnostic, Severity } from "./diagnostic.js";
import { type Place, placeOf } from "./place.js";

export interface Problem {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly place: Place;
  readonly hint: string | null;
  readonly related: readonly { readonly message: string; readonly place: Place }[];
}

export const problemOf = ({ severity, code, message, location, hint, related = [] }: Diagnostic): Problem => ({
  severity,
  code,
  message,
  place: placeOf(location),
  hint: hint ?? null,
  related: related.map((one) => ({ message: one.message, place: placeOf(one.location) })),
});

/** Equal for problems that say the same of the same place; sorts by file and place. */
export function problemKey({ place, code, message }: Problem): string {
  const at = (offset: number | null) => String(offset ?? 0).padStart(9, "0");
  const where = [place.file, at(place.line), at(place.column), place.node ?? "", place.property ?? ""];
  return [...where, code, message].join("\0");
}
