/**
 * What we tell the user about their input. Bad input is data: readers return diagnostics, all of them, and throw
 * only for our own defects.
 */
import type { Location } from "./source.js";

export type Severity = "error" | "warning" | "note";

/** Gravest first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "note"];

/** Negative where `a` is graver than `b`. */
export const compareGravity = (a: Severity, b: Severity): number => SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);

export interface Diagnostic {
  readonly severity: Severity;
  /** A stable kebab-case name of the kind of problem, such as `include-not-found`; tests and tools match on it. */
  readonly code: string;
  /** One sentence without a final stop; text from the input is quoted with ' and may be hostile (printers escape). */
  readonly message: string;
  readonly location: Location;
  /** What to try next, when there is something better than the message. */
  readonly hint?: string;
  /** Other places that belong to the problem, such as the first definition of a duplicate. */
  readonly related?: readonly RelatedLocation[];
}

export interface RelatedLocation {
  readonly message: string;
  readonly location: Location;
}

export const isError = ({ severity }: { readonly severity: Severity }): boolean => severity === "error";

/** A value when it could be made, and everything to be said about the input either way. */
export interface Outcome<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}
