/** The first look at a file: finds its comments, its directives and the identifiers of its text, in one pass. */
import type { SourceFile } from "../../base/source.js";
import {
  ASTERISK,
  BLANK,
  classOf,
  DIGIT,
  DOT,
  HASH,
  isDigit,
  LESS_THAN,
  LF,
  lineEnd,
  literalEnd,
  NAME_START,
  NEWLINE,
  nameEnd,
  numberEnd,
  QUOTE,
  SLASH,
  skipBlanks,
  UPPER_L,
} from "./chars.js";
import { logicalLines } from "./logical-lines.js";
import type { Names } from "./names.js";
import { IntList } from "./origins.js";
import * as item from "./scanned-file.js";
import { Item, isConditional, type ScannedFile, TEXT } from "./scanned-file.js";

const DIRECTIVES: ReadonlyMap<string, number> = new Map([
  ["define", item.DEFINE],
  ["undef", item.UNDEF],
  ["if", item.IF],
  ["ifdef", item.IFDEF],
  ["ifndef", item.IFNDEF],
  ["elif", item.ELIF],
  ["elifdef", item.ELIFDEF],
  ["elifndef", item.ELIFNDEF],
  ["else", item.ELSE],
  ["endif", item.ENDIF],
  ["include", item.INCLUDE],
  ["include_next", item.INCLUDE_NEXT],
  ["import", item.IMPORT],
  ["error", item.ERROR],
  ["warning", item.WARNING],
  ["line", item.LINE],
  ["pragma", item.PRAGMA],
  ["", item.IGNORED],
  ["ident", item.IGNORED],
  ["sccs", item.IGNORED],
  ["assert", item.ASSERT],
  ["unassert", item.UNASSERT],
]);

/** Comments longer than this end a stretch of text, so that their blanks are not copied to the output. */
const LONG_COMMENT = 40;

/** Directives and stretches of text in one file; a kernel header of constants has some thousand. */
const MOST_ITEMS = 1_000_000;

export function scan(source: SourceFile, names: Names): ScannedFile {
  const { text, removals } = logicalLines(source.text);
  const scanner = new Scanner(text, names);
  scanner.run();
  const clean = scanner.blankedText();
  for (const each of scanner.items) nameOperand(each, clean, names);
  linkConditionals(scanner.items);
  return {
    source,
    text: clean,
    removals,
    items: scanner.items,
    names: scanner.found.toArray(),
    guard: guardOf(scanner.items, clean),
    openComment: scanner.openComment,
    cutAt: scanner.items.length < MOST_ITEMS ? -1 : (scanner.items.at(-1)?.end ?? 0),
  };
}

class Scanner {
  readonly items: Item[] = [];
  readonly found = new IntList();
  openComment = -1;
  /** Starts and ends of what becomes blanks. */
  private readonly blanked: number[] = [];
  private at = 0;
  private lineStart = 0;
  private textStart = 0;
  private firstName = 0;
  /** Only blanks and comments so far on this line: a # would start a directive. */
  private fresh = true;

  constructor(
    private readonly text: string,
    private readonly names: Names,
  ) {}

  run(): void {
    const { text } = this;
    // A byte order mark that the reader of the file left in.
    if (text.charCodeAt(0) === 0xfeff) this.blank(0, 1);
    while (this.at < text.length && this.items.length < MOST_ITEMS) this.step(classOf(text.charCodeAt(this.at)));
    this.endText(this.at);
  }

  /** The text with blanks for comments; the same string if there are none. */
  blankedText(): string {
    const { text, blanked } = this;
    if (blanked.length === 0) return text;
    const parts: string[] = [];
    let kept = 0;
    for (let i = 0; i < blanked.length; i += 2) {
      const start = blanked[i] ?? 0;
      const end = blanked[i + 1] ?? 0;
      parts.push(text.slice(kept, start), " ".repeat(end - start));
      kept = end;
    }
    parts.push(text.slice(kept));
    return parts.join("");
  }

  private step(kind: number): void {
    const { text, at } = this;
    switch (kind) {
      case BLANK:
        if (text.charCodeAt(at) === 0) this.blank(at, at + 1);
        else this.at++;
        return;
      case NEWLINE:
        this.at++;
        this.lineStart = this.at;
        this.fresh = true;
        return;
      case SLASH:
        if (!this.comment(true)) this.other(at + 1);
        return;
      case HASH:
        if (!this.fresh || !this.directive()) this.other(at + 1);
        return;
      case NAME_START:
        this.identifier();
        return;
      case DIGIT:
        this.other(numberEnd(text, at));
        return;
      case DOT:
        this.other(isDigit(text.charCodeAt(at + 1)) ? numberEnd(text, at) : at + 1);
        return;
      case QUOTE:
        this.other(this.afterLiteral(at));
        return;
      default:
        this.other(at + 1);
    }
  }

  private other(end: number): void {
    this.at = end;
    this.fresh = false;
  }

  private identifier(): void {
    const { text, at } = this;
    const end = nameEnd(text, at);
    // L"..." is one literal, not a use of L.
    const prefix = end === at + 1 && text.charCodeAt(at) === UPPER_L && classOf(text.charCodeAt(end)) === QUOTE;
    if (!prefix) {
      this.found.push(at);
      this.found.push(this.names.id(text.slice(at, end)));
    }
    this.other(end);
  }

  /** An unclosed quote takes the rest of its line, as in cpp's assembler mode: no comment starts there. */
  private afterLiteral(at: number): number {
    const end = literalEnd(this.text, at);
    return end < 0 ? lineEnd(this.text, at) : end;
  }

  /** Blanks out a comment that starts here, if one does. */
  private comment(inText: boolean): boolean {
    const { text, at } = this;
    const next = text.charCodeAt(at + 1);
    let end: number;
    if (classOf(next) === SLASH) {
      end = lineEnd(text, at);
    } else if (next === ASTERISK) {
      const close = text.indexOf("*/", at + 2);
      if (close < 0) this.openComment = at;
      end = close < 0 ? text.length : close + 2;
    } else {
      return false;
    }
    if (inText && end - at > LONG_COMMENT) {
      // One blank stays on either side.
      this.endText(at + 1);
      this.startText(end - 1);
    }
    this.blank(at, end);
    return true;
  }

  private blank(start: number, end: number): void {
    const last = this.blanked.length - 1;
    if (this.blanked[last] === start) this.blanked[last] = end;
    else this.blanked.push(start, end);
    this.at = end;
  }

  private endText(end: number): void {
    if (end > this.textStart) {
      this.items.push(new Item(TEXT, this.textStart, end, this.firstName, this.found.length));
    }
  }

  private startText(at: number): void {
    this.textStart = at;
    this.firstName = this.found.length;
  }

  /** Takes a directive with its whole line; lines that start with another # are text: `#address-cells`. */
  private directive(): boolean {
    const { text } = this;
    const start = this.at;
    const nameAt = this.skipSpace(start + 1);
    const first = classOf(text.charCodeAt(nameAt));
    const empty = first === NEWLINE || nameAt >= text.length;
    const end = first === NAME_START ? nameEnd(text, nameAt) : nameAt;
    const kind = empty || first === NAME_START ? DIRECTIVES.get(text.slice(nameAt, end)) : undefined;
    if (kind === undefined) {
      // Comments behind the # are blanked out by now.
      this.other(Math.max(nameAt, start + 1));
      return true;
    }
    this.endText(this.lineStart);
    this.at = end;
    this.restOfLine(kind);
    const directive = new Item(kind, start, this.at, 0, 0);
    directive.operandsAt = end;
    this.items.push(directive);
    this.startText(this.at);
    return true;
  }

  private restOfLine(kind: number): void {
    const { text } = this;
    if (kind >= item.INCLUDE && kind <= item.IMPORT) {
      this.at = this.skipSpace(this.at);
      // <a//b> holds no comment.
      if (text.charCodeAt(this.at) === LESS_THAN) {
        const close = text.indexOf(">", this.at);
        if (close >= 0 && close < lineEnd(text, this.at)) this.at = close + 1;
      }
    }
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (code === LF) return;
      const characterClass = classOf(code);
      if (characterClass === QUOTE) this.at = this.afterLiteral(this.at);
      else if (code === 0) this.blank(this.at, this.at + 1);
      else if (characterClass !== SLASH || !this.comment(false)) this.at++;
    }
  }

  /** Blanks and comments, which are blanked out. */
  private skipSpace(from: number): number {
    this.at = from;
    for (;;) {
      this.at = skipBlanks(this.text, this.at, this.text.length);
      if (classOf(this.text.charCodeAt(this.at)) !== SLASH || !this.comment(false)) return this.at;
    }
  }
}

const NAMING = new Set([item.DEFINE, item.UNDEF, item.IFDEF, item.IFNDEF, item.ELIFDEF, item.ELIFNDEF]);

/** Reads the macro that a directive names. */
function nameOperand(directive: Item, text: string, names: Names): void {
  if (!NAMING.has(directive.kind)) return;
  const at = skipBlanks(text, directive.operandsAt, directive.end);
  if (at >= directive.end || classOf(text.charCodeAt(at)) !== NAME_START) return;
  const end = nameEnd(text, at);
  directive.name = names.id(text.slice(at, end));
  directive.operandsAt = end;
}

/** Lets a group that is skipped be skipped in one step. */
function linkConditionals(items: readonly Item[]): void {
  const open: Item[] = [];
  items.forEach((each, index) => {
    if (!isConditional(each.kind)) return;
    each.jump = items.length;
    if (each.kind >= item.ELIF) {
      const previous = open.pop();
      if (previous !== undefined) previous.jump = index;
    }
    if (each.kind !== item.ENDIF) open.push(each);
  });
}

/** The macro of an #ifndef around everything in the file but comments. */
function guardOf(items: readonly Item[], text: string): number {
  const real = items.filter((each) => each.kind !== TEXT || skipSpaces(text, each.start, each.end) < each.end);
  const first = real[0];
  const last = real.at(-1);
  if (first === undefined || last === undefined || first.kind !== item.IFNDEF || last.kind !== item.ENDIF) return -1;
  return items[first.jump] === last ? first.name : -1;
}

function skipSpaces(text: string, start: number, end: number): number {
  let at = skipBlanks(text, start, end);
  while (at < end && text.charCodeAt(at) === LF) at = skipBlanks(text, at + 1, end);
  return at;
}
