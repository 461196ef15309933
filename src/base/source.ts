/** Source text and positions in it. A span stays two offsets until someone asks for its line and column. */

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units; a tab counts as one. */
  readonly column: number;
}

export class SourceFile {
  private lineStarts: readonly number[] | null = null;

  /** @param path as the user or the including file named it, joined to its folder; shown in messages as it is */
  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  positionAt(offset: number): Position {
    const starts = this.starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The text of a 1-based line without its line end; empty beyond the last. */
  lineText(line: number): string {
    const start = this.starts()[line - 1];
    if (start === undefined) return "";
    const end = this.starts()[line] ?? this.text.length;
    return this.text.slice(start, end).replace(/\r?\n$/, "");
  }

  private starts(): readonly number[] {
    if (this.lineStarts === null) {
      const starts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
      this.lineStarts = starts;
    }
    return this.lineStarts;
  }
}

/** Why a span's text was read: the include directive that pulled its file in, or the macro use that produced it. */
export interface Via {
  readonly kind: "include" | "macro";
  /** The included path as written, or the macro's name. */
  readonly name: string;
  /** The directive or the use: offsets in its own file, with its own chain. */
  readonly at: Span;
}

/** `[start, end)` offsets in a source file, and the chain of includes and macros that led there (innermost first). */
export interface Span {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly via: Via | null;
}

/** Where something is: in source text, or, for a blob or a folder, at a node and property of it. */
export type Location =
  | { readonly kind: "source"; readonly span: Span }
  | {
      readonly kind: "node";
      readonly file: string;
      readonly node: string;
      readonly property: string | null;
    }
  /** A whole input: a missing file, a directory, a command-line value. `file` is the input as the user named it. */
  | { readonly kind: "input"; readonly file: string };

/** A value and where a file wrote it. */
export interface Placed<T> {
  readonly value: T;
  readonly location: Location;
}

export const atSpan = (span: Span): Location => ({ kind: "source", span });
export const atInput = (file: string): Location => ({ kind: "input", file });

export const spanPosition = (span: Span): Position => span.source.positionAt(span.start);
