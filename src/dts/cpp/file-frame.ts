/** One reading of a file in progress. */
import { Lexer } from "./lexer.js";
import type { Names } from "./names.js";
import type { Item, ScannedFile } from "./scanned-file.js";

/** An `#if` whose `#endif` has not been reached. */
export interface Condition {
  readonly opener: Item;
  /** One of its groups has been taken. */
  taken: boolean;
  /** Its `#else`. */
  otherwise: Item | null;
}

export class FileFrame {
  /** Index of the next item. */
  next = 0;
  /** The text that is being read; null between items. */
  text: Item | null = null;
  /** Where in it. */
  at = 0;
  /** Index of the identifier to look at next. */
  nameAt = 0;
  readonly conditions: Condition[] = [];
  /** What `#line` says of the file's name. */
  presumedName: string;
  /** What `#line` adds to the number of a line. */
  lineShift = 0;
  private lexer: Lexer | null = null;

  /**
   * @param reading the number of this reading
   * @param folder that the file lies in, for includes relative to it; empty for the working directory
   * @param folderIndex of the include folder that the file was found in; -1 if it was found beside its includer
   */
  constructor(
    readonly file: ScannedFile,
    readonly reading: number,
    readonly folder: string,
    readonly folderIndex: number,
  ) {
    this.presumedName = file.source.path;
  }

  begin(text: Item): void {
    this.text = text;
    this.at = text.start;
    this.nameAt = text.firstName;
    this.lexer = null;
  }

  /** A lexer of the text from where its reading has come to; whoever uses it keeps `at` up to date. */
  lexerAt(names: Names): Lexer {
    const { file } = this;
    this.lexer ??= new Lexer(file.text, file.removals, names, this.at, this.text?.end ?? this.at);
    this.lexer.at = this.at;
    return this.lexer;
  }
}
