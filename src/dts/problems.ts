/** What is wrong with a source, gathered while it is read and sorted by place at the end. */
import type { Diagnostic, RelatedLocation, Severity } from "../base/diagnostic.js";
import { atSpan, type Span } from "../base/source.js";
import type { SourceTexts } from "./lexer/source-texts.js";

/** A mistake that makes everything after it a guess is followed by more: past this many, nobody reads on. */
const MOST_ERRORS = 100;
const MOST_WARNINGS = 1000;
/** Places in which errors are told apart. */
const MOST_UNCLEAR = 1000;
/** Of a message, in characters: the input may have names of any length. */
const LONGEST_MESSAGE = 300;

export interface ProblemDetails {
  readonly hint?: string | null;
  readonly related?: readonly RelatedLocation[];
}

interface Found {
  readonly offset: number;
  readonly diagnostic: Diagnostic;
}

export class Problems {
  private readonly found: Found[] = [];
  /** Offsets of the errors that leave the rest of their statement unclear. */
  private readonly unclear: number[] = [];
  private errors = 0;
  private warnings = 0;

  constructor(readonly texts: SourceTexts) {}

  /** @param start of the text in the source texts, `end` exclusive */
  error(code: string, start: number, end: number, message: string, details: ProblemDetails = {}): void {
    this.add("error", code, start, this.texts.spanOf(start, end), message, details);
  }

  /** @param offset where it was met, `span` what it is about: text that is in the source no more, as a directive */
  errorAt(code: string, offset: number, span: Span, message: string, details: ProblemDetails = {}): void {
    this.add("error", code, offset, span, message, details);
  }

  warning(code: string, start: number, end: number, message: string, details: ProblemDetails = {}): void {
    this.add("warning", code, start, this.texts.spanOf(start, end), message, details);
  }

  /** Something is missing behind `[start, end)`. */
  missingAfter(code: string, start: number, end: number, message: string, details: ProblemDetails = {}): void {
    this.add("error", code, end, this.texts.spanAfter(start, end), message, details);
  }

  /** An error of the lexer that no parser's error in the same statement may follow: it would be an echo. */
  lexicalError(code: string, start: number, end: number, message: string, details: ProblemDetails = {}): void {
    this.markUnclear(start);
    this.error(code, start, end, message, details);
  }

  /** What stands here has been, or will be, complained about. */
  markUnclear(start: number): void {
    if (this.unclear.length < MOST_UNCLEAR) this.unclear.push(start);
  }

  /** Something in `[start, end]` has been complained about. */
  isUnclear(start: number, end: number): boolean {
    return this.unclear.length >= MOST_UNCLEAR || this.unclear.some((offset) => offset >= start && offset <= end);
  }

  get isTooMany(): boolean {
    return this.errors >= MOST_ERRORS;
  }

  /** Anything at all is to be said. */
  get hasAny(): boolean {
    return this.found.length > 0;
  }

  get hasErrors(): boolean {
    return this.errors > 0;
  }

  /** In the order of the source. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.found].sort((a, b) => a.offset - b.offset).map(({ diagnostic }) => diagnostic);
  }

  private add(
    severity: Severity,
    code: string,
    offset: number,
    span: Span,
    message: string,
    { hint, related }: ProblemDetails,
  ): void {
    if (severity === "error" ? this.errors++ >= MOST_ERRORS : this.warnings++ >= MOST_WARNINGS) return;
    const diagnostic: Diagnostic = {
      severity,
      code,
      message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}...` : message,
      location: atSpan(span),
      ...(hint === undefined || hint === null ? {} : { hint }),
      ...(related === undefined || related.length === 0 ? {} : { related }),
    };
    this.found.push({ offset, diagnostic });
  }
}
