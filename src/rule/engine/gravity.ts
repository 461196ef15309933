/** Which of two findings comes first. */
import type { Severity } from "../../base/diagnostic.js";
import { compareText } from "../../base/order.js";
import type { Location } from "../../base/source.js";
import type { Finding } from "./model.js";

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Whether `severity` is as grave as `least`, or graver. */
export const isAtLeastAsGrave = (severity: Severity, least: Severity): boolean => GRAVITY[severity] <= GRAVITY[least];

/** Gravest first, then by place. */
export function byGravity(a: Finding, b: Finding): number {
  return (
    GRAVITY[a.severity] - GRAVITY[b.severity] ||
    compareText(fileOf(a.location), fileOf(b.location)) ||
    offsetOf(a.location) - offsetOf(b.location) ||
    compareText(a.rule, b.rule) ||
    compareText(a.consumer ?? "", b.consumer ?? "") ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

const fileOf = (location: Location): string =>
  location.kind === "source" ? location.span.source.path : location.kind === "node" ? location.node : location.file;

const offsetOf = (location: Location): number => (location.kind === "source" ? location.span.start : 0);
