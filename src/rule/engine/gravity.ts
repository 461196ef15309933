/** Which of two findings comes first. */
import { compareGravity, type Severity } from "../../base/diagnostic.js";
import { compareText } from "../../base/order.js";
import type { Finding } from "./model.js";

/** Whether `severity` is as grave as `least`, or graver. */
export const isAtLeastAsGrave = (severity: Severity, least: Severity): boolean => compareGravity(severity, least) <= 0;

/** Gravest first, then by place. */
export function byGravity(a: Finding, b: Finding): number {
  return (
    compareGravity(a.severity, b.severity) ||
    compareText(a.place.node ?? a.place.file, b.place.node ?? b.place.file) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.place.column ?? 0) - (b.place.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.consumer ?? "", b.consumer ?? "") ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
