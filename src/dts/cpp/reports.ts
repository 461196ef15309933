/** What is wrong with a source, gathered in the order in which it is found. */
import type { Diagnostic, RelatedLocation, Severity } from "../../base/diagnostic.js";
import { atSpan, type Span } from "../../base/source.js";

/** Past this many errors nobody reads on; a hostile file must not make millions. */
const MOST_ERRORS = 100;
const MOST_WARNINGS = 1000;

export interface ReportDetails {
  readonly hint?: string | null;
  readonly related?: readonly RelatedLocation[];
}

export class Reports {
  readonly diagnostics: Diagnostic[] = [];
  private errors = 0;
  private warnings = 0;

  get isEmpty(): boolean {
    return this.errors + this.warnings === 0;
  }

  get isTooMany(): boolean {
    return this.errors >= MOST_ERRORS;
  }

  error(code: string, message: string, span: Span, details: ReportDetails = {}): void {
    if (this.errors++ < MOST_ERRORS) this.add("error", code, message, span, details);
  }

  warning(code: string, message: string, span: Span, details: ReportDetails = {}): void {
    if (this.warnings++ < MOST_WARNINGS) this.add("warning", code, message, span, details);
  }

  private add(severity: Severity, code: string, message: string, span: Span, { hint, related }: ReportDetails): void {
    this.diagnostics.push({
      severity,
      code,
      message,
      location: atSpan(span),
      ...(hint === undefined || hint === null ? {} : { hint }),
      ...(related === undefined || related.length === 0 ? {} : { related }),
    });
  }
}
