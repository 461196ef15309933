/** Which of two findings comes first. */
import type { Severity } from "../../base/diagnostic.js";
import { compareText } from "../../base/order.js";
import type { Finding } from "./model.js";

const GRAVITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Whether `severity` is as grave as `least`, or graver. */
export const isAtLeastAsGrave = (severity: Severity, least: Severity): boolean => GRAVITY[severity] <= GRAVITY[least];

/** Gravest first, then by place. */
export function byGravity(a: Finding, b: Finding): number {
  return (
    GRAVITY[a.severity] - GRAVITY[b.severity] ||
    compareText(a.place.node ?? a.place.file, b.place.node ?? b.place.file) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.place.column ?? 0) - (b.place.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.consumer ?? "", b.consumer ?? "") ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
