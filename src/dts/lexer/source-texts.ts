/**
 * The texts that one tree is lexed from: the input, and every file that `/include/` pulled in. They share one space
 * of offsets, so that a token is two numbers whatever text it stands in.
 */
import type { Span } from "../../base/source.js";
import type { ExpandedText } from "../expanded-text.js";

interface Segment {
  /** Offset of the text's first character. */
  readonly base: number;
  readonly expanded: ExpandedText;
  readonly reader: string;
}

export class SourceTexts {
  private readonly segments: Segment[] = [];
  private next = 0;

  /**
   * @param reader the file that dtc would say it reads: the input with all that `#include` put into it, or a file that
   *   `/include/` named
   * @returns the offset at which the text starts
   */
  add(expanded: ExpandedText, reader: string): number {
    const base = this.next;
    this.segments.push({ base, expanded, reader });
    // One offset more than there are characters: the end of a text is a place of its own.
    this.next = base + expanded.text.length + 1;
    return base;
  }

  /** `start` and `end` lie in the same text. */
  slice(start: number, end: number): string {
    const { base, expanded } = this.segmentAt(start);
    return expanded.text.slice(start - base, end - base);
  }

  spanOf(start: number, end: number): Span {
    const { base, expanded } = this.segmentAt(start);
    return expanded.spanOf(start - base, Math.min(end - base, expanded.text.length));
  }

  readerAt(offset: number): string {
    return this.segmentAt(offset).reader;
  }

  /** The empty span behind the last character of `[start, end)`: where something is missing. */
  spanAfter(start: number, end: number): Span {
    const span = this.spanOf(start, end);
    return { ...span, start: span.end };
  }

  /** The end of what stands in front of an offset, blanks left out; the offset itself where its text begins. */
  endBefore(offset: number): number {
    const { base, expanded } = this.segmentAt(offset);
    const before = expanded.text.slice(0, offset - base).trimEnd();
    return before === "" ? offset : base + before.length;
  }

  /** There is a line break between the end of one token and the start of the next. */
  isLineBreakBetween(end: number, start: number): boolean {
    const { base, expanded } = this.segmentAt(end);
    if (start - base > expanded.text.length) return true;
    return expanded.text.slice(end - base, start - base).includes("\n");
  }

  /** The offset at which the line of an offset starts. */
  lineStart(offset: number): number {
    const { base, expanded } = this.segmentAt(offset);
    return base + expanded.text.lastIndexOf("\n", offset - base - 1) + 1;
  }

  /** The blanks in front of the first word on the line of an offset, as a column from 0; a tab goes to the next 8. */
  indentationAt(offset: number): number {
    const { base, expanded } = this.segmentAt(offset);
    let column = 0;
    for (let at = this.lineStart(offset) - base; at < offset - base; at++) {
      const character = expanded.text[at];
      if (character === "\t") column = (Math.floor(column / 8) + 1) * 8;
      else if (character === " ") column++;
      else break;
    }
    return column;
  }

  private segmentAt(offset: number): Segment {
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.segments[middle]?.base ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const found = this.segments[low];
    if (found === undefined) throw new RangeError("no text was added");
    return found;
  }
}
