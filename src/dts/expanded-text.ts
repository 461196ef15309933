/** Preprocessed text that knows where every character of it was written. */
import type { SourceFile, Span, Via } from "../base/source.js";
import { OriginSpans } from "./cpp/origin-spans.js";
import { Expansions, NONE, Pieces, type Reading } from "./cpp/origins.js";

/** A stretch of one reading of one file. */
interface Place {
  readonly reading: number;
  readonly start: number;
  readonly end: number;
  /** The macro use that the text passed through; NONE if none did. */
  readonly expansion: number;
}

export class ExpandedText {
  private readonly spans: OriginSpans;

  constructor(
    readonly text: string,
    private readonly pieces: Pieces,
    private readonly expansions: Expansions,
    readings: readonly Reading[],
  ) {
    this.spans = new OriginSpans(expansions, readings);
  }

  /**
   * A file as it stands, for what is read without a preprocessor.
   *
   * @param via the include that the file was read through
   */
  static verbatim(source: SourceFile, via: Via | null = null): ExpandedText {
    const pieces = new Pieces();
    pieces.add(0, 0, 0, source.text.length, NONE);
    return new ExpandedText(source.text, pieces, new Expansions(), [{ source, via, includer: NONE }]);
  }

  /**
   * Where `[start, end)` of the text was written, for a message with a caret.
   *
   * - Text that no macro touched: its own place; `via` is the chain of includes.
   * - An argument of a macro: its own place inside the parentheses; `via` is the macro, then the includes.
   * - Text out of a macro's body: the whole use of the macro, name to closing parenthesis, in the file where it was
   *   written (for nested macros the outermost use: a body in a header is nothing that the board's author can point
   *   at). `via` has the macros, innermost first, each with its use in `at`, then the includes.
   * - A mixture: from the first character's place to the last one's, without macros in `via`, if both lie in the same
   *   reading of a file; else the first character's place alone.
   */
  spanOf(start: number, end: number): Span {
    const first = this.useAt(start, end);
    const last = end > start + 1 ? this.useAt(end - 1, end) : first;
    if (first.reading !== last.reading || last.end < first.start) return this.span(first, first.end);
    if (first.expansion === last.expansion) return this.span(first, Math.max(first.end, last.end));
    return this.span({ ...first, expansion: NONE }, last.end);
  }

  /**
   * Where the characters themselves were spelled: for text out of a macro's body the place in that body, with the
   * macros' uses in `via`. What `spanOf` shows as one use is told apart here.
   */
  spelledSpanOf(start: number, end: number): Span {
    const first = this.spelledAt(start, end);
    const last = end > start + 1 ? this.spelledAt(end - 1, end) : first;
    const same = first.reading === last.reading && first.expansion === last.expansion && first.start <= last.end;
    return this.span(first, same ? last.end : first.end);
  }

  private span(place: Place, end: number): Span {
    return this.spans.span(place.reading, place.start, end, place.expansion);
  }

  /** The place of one character, as far as `end` where that character is the last of a stretch. */
  private spelledAt(offset: number, end: number): Place {
    const index = this.pieces.indexAt(offset);
    // A blank may stand before the first piece.
    const from = this.pieces.fromStart(index) + Math.max(0, offset - this.pieces.start(index));
    const limit = this.pieces.fromEnd(index);
    return {
      reading: this.pieces.reading(index),
      start: Math.min(from, limit),
      end: Math.min(from + (end > offset ? 1 : 0), limit),
      expansion: this.pieces.expansion(index),
    };
  }

  private useAt(offset: number, end: number): Place {
    const spelled = this.spelledAt(offset, end);
    if (spelled.expansion === NONE) return spelled;
    if (this.isArgument(spelled.expansion, spelled)) return spelled;
    const use = this.spans.outermost(spelled.expansion);
    return {
      reading: this.expansions.reading(use),
      start: this.expansions.start(use),
      end: this.expansions.end(use),
      expansion: spelled.expansion,
    };
  }

  /** The text stands inside the use itself, so it is one of its arguments. */
  private isArgument(use: number, place: Place): boolean {
    return (
      !this.expansions.inBody(use) &&
      place.reading === this.expansions.reading(use) &&
      place.start > this.expansions.start(use) &&
      place.end <= this.expansions.end(use)
    );
  }
}
