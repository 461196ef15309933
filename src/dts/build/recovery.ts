/**
 * What happens where a statement cannot be parsed: one message that says what was expected, and the next place where a
 * statement can start. A forgotten semicolon costs nothing but its message.
 */
import { nearestName } from "../../base/nearest.js";
import { complaint } from "../grammar/complaint.js";
import type { Recovery } from "../grammar/parser.js";
import { SourceToken } from "../grammar/vocabulary.js";
import { TokenKind as Kind, type TokenList } from "../lexer/token-list.js";
import type { Problems } from "../problems.js";
import type { Place } from "./top-level.js";
import type { TreeBuilder } from "./tree-builder.js";
import type { UnknownWords } from "./unknown-words.js";

export class StatementRecovery implements Recovery {
  /** The source ended inside of a statement: that its nodes are open is no other error. */
  hasFailedAtEnd = false;

  constructor(
    private readonly lexed: { readonly tokens: TokenList; readonly isTruncated: boolean },
    private readonly problems: Problems,
    private readonly builder: TreeBuilder,
    private readonly unknownWords: UnknownWords,
  ) {}

  recover(from: number, at: number, expected: readonly Kind[]): number {
    const { tokens } = this;
    if (this.problems.isTooMany) return tokens.count;
    const labels = this.labelsBefore(from, at);
    const end = at - labels.length;
    if (end > from && expected.includes(Kind.Semicolon) && this.endsLine(end)) {
      if (expected.includes(Kind.LeftBrace) && this.isIndented(from, end)) return this.supplyBrace(at);
      if (this.startsValue(at)) return this.supplyComma(from, at);
      this.report(from, at, expected, end);
      this.builder.carryLabels(labels);
      return at;
    }
    if (at === from && tokens.kind(at) === Kind.Semicolon && this.builder.isInNode && this.startsLine(at)) {
      const place = this.placeOf(at);
      this.problems.error("missing-brace", place.start, place.end, "expected '}' before this ';'");
      this.builder.closeAt(place);
      return at + 1;
    }
    if (this.lacksColon(from, at)) return at;
    const bracket = this.missingBracket(at, expected);
    if (bracket !== null) return this.supplyBracket(from, at, bracket);
    this.report(from, at, expected, null);
    return this.skip(from, at);
  }

  private get tokens(): TokenList {
    return this.lexed.tokens;
  }

  /** The labels directly in front of a token: they may belong to what comes. */
  private labelsBefore(from: number, at: number): readonly Place[] {
    const labels: Place[] = [];
    for (let index = at - 1; index > from && this.tokens.kind(index) === Kind.Label; index--) {
      labels.unshift(this.placeOf(index));
    }
    return labels;
  }

  /** The line ends in front of the token, or the token ends a node. */
  private endsLine(at: number): boolean {
    return at >= this.tokens.count || this.tokens.kind(at) === Kind.RightBrace || this.startsLine(at);
  }

  /** No token stands on the line in front of it. */
  private startsLine(at: number): boolean {
    const { tokens } = this;
    return at === 0 || this.problems.texts.isLineBreakBetween(tokens.end(at - 1), tokens.start(at));
  }

  /** The next line goes further in than the one of the statement. */
  private isIndented(from: number, at: number): boolean {
    const { tokens } = this;
    const { texts } = this.problems;
    if (at >= tokens.count || tokens.kind(at) === Kind.RightBrace) return false;
    return texts.indentationAt(tokens.start(at)) > texts.indentationAt(tokens.start(from));
  }

  /** A value behind a value: the line should have ended in a comma. */
  private startsValue(at: number): boolean {
    if (at >= this.tokens.count) return false;
    const next = at + 1 < this.tokens.count ? this.tokens.kind(at + 1) : null;
    const kind = this.tokens.kind(at);
    return VALUE_STARTS.has(kind) && !(kind === Kind.Reference && next === Kind.LeftBrace);
  }

  private supplyComma(from: number, at: number): number {
    const { start, end } = this.placeOf(at - 1);
    if (!this.problems.isUnclear(this.tokens.start(from), end)) {
      this.problems.missingAfter("missing-comma", start, end, "expected ',' here");
    }
    return this.skip(from, at);
  }

  /** The bracket that should have come, if what comes shows that it is forgotten; null if not. */
  private missingBracket(at: number, expected: readonly Kind[]): string | null {
    const bracket = expected.map((kind) => BRACKETS.get(kind)).find((text) => text !== undefined);
    if (bracket === undefined || at >= this.tokens.count) return null;
    const kind = this.tokens.kind(at);
    const isEnd = kind === Kind.Semicolon || kind === Kind.RightBrace || (bracket === ")" && kind === Kind.Greater);
    return isEnd || (this.startsLine(at) && this.startsStatement(at)) ? bracket : null;
  }

  private supplyBracket(from: number, at: number, bracket: string): number {
    const { start, end } = this.placeOf(at - 1);
    if (!this.problems.isUnclear(this.tokens.start(from), end)) {
      this.problems.missingAfter("missing-bracket", start, end, `expected '${bracket}' here`);
    }
    return this.startsLine(at) && this.startsStatement(at) ? at : this.skip(from, at);
  }

  /** `label name {`: taken as `label: name {`, once that is said. */
  private lacksColon(from: number, at: number): boolean {
    const { tokens, problems } = this;
    const isPair = at === from + 1 && at + 1 < tokens.count && tokens.kind(from) === Kind.Name;
    if (!isPair || tokens.kind(at) !== Kind.Name || tokens.kind(at + 1) !== Kind.LeftBrace) return false;
    const { start, end } = this.placeOf(from);
    const label = problems.texts.slice(start, end);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(label)) return false;
    problems.missingAfter("missing-colon", start, end, `expected ':' after the label '${label}'`);
    this.builder.topLevel.lostLabels.add(label);
    return true;
  }

  /** `name` and a line that goes further in: the brace is missing. */
  private supplyBrace(at: number): number {
    const index = at - this.labelsBefore(-1, at).length - 1;
    const { start, end } = this.placeOf(index);
    this.problems.missingAfter("missing-brace", start, end, "expected '{' here: the next line is indented further");
    const opener = new SourceToken();
    opener.fill(this.problems.texts, this.tokens, index);
    if (this.tokens.kind(index) === Kind.Reference) this.builder.openReference(opener);
    else this.builder.openNode(opener);
    return at;
  }

  /** @param missingAt index of the token in front of which a semicolon is missing, or null if it is not that */
  private report(from: number, at: number, expected: readonly Kind[], missingAt: number | null): void {
    const { tokens, problems } = this;
    const isAtEnd = at >= tokens.count;
    if (isAtEnd) this.hasFailedAtEnd = true;
    // What ended the reading has been said.
    if (isAtEnd && this.lexed.isTruncated) return;
    if (this.isDirective(from, at)) return;
    const last = this.placeOf(Math.max(0, at - 1));
    const place = isAtEnd ? { start: last.end, end: last.end } : this.placeOf(at);
    if (problems.isUnclear(tokens.start(from), missingAt === null ? this.lineEnd(at) : place.end)) return;
    if (missingAt !== null) {
      const before = this.placeOf(missingAt - 1);
      problems.missingAfter("missing-semicolon", before.start, before.end, "expected ';' here");
      return;
    }
    if (at === from && tokens.kind(at) === Kind.UnknownWord) {
      this.unknownWords.note(place.start, place.end, "a property or a node");
      return;
    }
    const { message, hint } = complaint({
      expected: at === from ? [] : expected,
      found: isAtEnd ? null : tokens.kind(at),
      foundText: problems.texts.slice(place.start, place.end),
      previous: at === from ? null : tokens.kind(at - 1),
      isInNode: this.builder.isInNode,
    });
    if (isAtEnd) problems.missingAfter("syntax", last.start, last.end, message, { hint });
    else problems.error("syntax", place.start, place.end, message, { hint });
  }

  /** `#inclde "x.dtsi"`: a directive that cpp does not know is text to it. What it should have read is missing. */
  private isDirective(from: number, at: number): boolean {
    const { tokens, problems } = this;
    if (at !== from + 1 || tokens.kind(from) !== Kind.Name || !this.startsLine(from)) return false;
    const { start, end } = this.placeOf(from);
    const word = problems.texts.slice(start, end);
    const near = word.startsWith("#") ? nearestName(word.slice(1), DIRECTIVES) : null;
    if (near === null) return false;
    problems.error("unknown-directive", start, end, `'${word}' is not a directive`, {
      hint: `did you mean '#${near}'?`,
    });
    problems.markUnclear(start);
    this.builder.topLevel.isTextMissing = true;
    return true;
  }

  /** The end of what belongs to the same statement on the line of a token. */
  private lineEnd(at: number): number {
    const { tokens } = this;
    let index = Math.min(at, tokens.count - 1);
    while (tokens.kind(index) !== Kind.Semicolon && index + 1 < tokens.count && !this.startsLine(index + 1)) index++;
    return tokens.end(index);
  }

  /** To the end of the statement, to its brace, or to a line that starts another. */
  private skip(from: number, at: number): number {
    const { tokens } = this;
    let index = at;
    for (; index < tokens.count; index++) {
      const kind = tokens.kind(index);
      if (kind === Kind.RightBrace && index > from) break;
      if (kind === Kind.Semicolon) return this.skipped(from, index + 1);
      if (kind === Kind.LeftBrace) {
        this.skipped(from, index);
        this.builder.openBroken(this.openerBefore(from, index));
        return index + 1;
      }
      if (index > from && this.endsLine(index) && this.startsStatement(index)) break;
    }
    return this.skipped(from, Math.max(index, from + 1));
  }

  private startsStatement(index: number): boolean {
    const next = index + 1 < this.tokens.count ? this.tokens.kind(index + 1) : null;
    switch (this.tokens.kind(index)) {
      case Kind.Label:
      case Kind.OmitIfNoRef:
      case Kind.DeleteNode:
      case Kind.DeleteProperty:
      case Kind.MemReserve:
      case Kind.Version:
      case Kind.Plugin:
        return true;
      case Kind.Name:
        return next === Kind.Equals || next === Kind.LeftBrace || next === Kind.Semicolon;
      case Kind.Slash:
      case Kind.Reference:
        return next === Kind.LeftBrace;
      default:
        return false;
    }
  }

  /** Labels that are passed over are not there: but that is no fault of those who refer to them. */
  private skipped(from: number, to: number): number {
    for (let index = from; index < to; index++) {
      if (this.tokens.kind(index) !== Kind.Label) continue;
      const { start, end } = this.placeOf(index);
      this.builder.topLevel.lostLabels.add(this.problems.texts.slice(start, end - 1));
    }
    return to;
  }

  /** The word that names what a brace opens, as far as one can tell. */
  private openerBefore(from: number, brace: number): Place {
    for (let index = brace - 1; index >= from; index--) {
      const kind = this.tokens.kind(index);
      if (kind === Kind.Name || kind === Kind.Reference || kind === Kind.Slash) return this.placeOf(index);
    }
    return this.placeOf(brace);
  }

  private placeOf(index: number): Place {
    return { start: this.tokens.start(index), end: this.tokens.end(index) };
  }
}

/** Those of cpp that a source uses. */
const DIRECTIVES = ["include", "define", "undef", "if", "ifdef", "ifndef", "elif", "else", "endif", "error", "warning"];

const VALUE_STARTS: ReadonlySet<Kind> = new Set([
  Kind.Less,
  Kind.String,
  Kind.LeftBracket,
  Kind.Reference,
  Kind.Bits,
  Kind.Incbin,
]);

const BRACKETS: ReadonlyMap<Kind, string> = new Map([
  [Kind.Greater, ">"],
  [Kind.RightBracket, "]"],
  [Kind.RightParen, ")"],
]);
