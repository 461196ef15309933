/** `#if` and its kin: which groups of a file are read. */
import { nearestName } from "../../base/nearest.js";
import { type ConditionTokens, evaluateCondition, type Fault } from "./condition.js";
import { Expander } from "./expander.js";
import type { FileFrame } from "./file-frame.js";
import { Lexer } from "./lexer.js";
import { LineFeed } from "./line-feed.js";
import type { RunState } from "./run-state.js";
import type { Item } from "./scanned-file.js";
import * as item from "./scanned-file.js";
import type { Setting } from "./setting.js";
import { NAME, NUMBER, PADDING, Token } from "./token.js";

export class Conditionals {
  constructor(
    private readonly state: RunState,
    private readonly setting: Setting,
    private readonly warnExtra: (frame: FileFrame, directive: Item) => void,
  ) {}

  execute(frame: FileFrame, directive: Item): void {
    switch (directive.kind) {
      case item.IF:
      case item.IFDEF:
      case item.IFNDEF:
        frame.conditions.push({ opener: directive, taken: false, otherwise: null });
        this.enterOrSkip(frame, directive, this.holds(frame, directive));
        return;
      case item.ENDIF:
        if (frame.conditions.pop() === undefined) this.stray(frame, directive);
        this.warnExtra(frame, directive);
        return;
      default:
        this.branch(frame, directive);
    }
  }

  /** At the end of a file nothing may be open. */
  finish(frame: FileFrame): void {
    for (const { opener } of frame.conditions) {
      const message = `'${directiveName(frame, opener)}' without an '#endif'`;
      this.error("conditional-unterminated", message, frame, opener);
    }
  }

  private branch(frame: FileFrame, directive: Item): void {
    const condition = frame.conditions.at(-1);
    if (condition === undefined) {
      this.stray(frame, directive);
      return;
    }
    if (condition.otherwise !== null) {
      const message = `'${directiveName(frame, directive)}' after '#else'`;
      this.error("conditional-order", message, frame, directive);
    }
    if (directive.kind === item.ELSE) {
      condition.otherwise = directive;
      this.warnExtra(frame, directive);
      this.enterOrSkip(frame, directive, !condition.taken);
    } else {
      // Once a group has been taken, what the others ask is not even looked at.
      this.enterOrSkip(frame, directive, !condition.taken && this.holds(frame, directive));
    }
  }

  private enterOrSkip(frame: FileFrame, directive: Item, enter: boolean): void {
    const condition = frame.conditions.at(-1);
    if (enter && condition !== undefined) condition.taken = true;
    else frame.next = directive.jump;
  }

  private holds(frame: FileFrame, directive: Item): boolean {
    if (directive.kind === item.IF || directive.kind === item.ELIF) return this.evaluate(frame, directive);
    if (!this.isNamed(frame, directive)) return false;
    this.warnExtra(frame, directive);
    const isDefined = this.state.macros.find(directive.name) !== null;
    return isDefined === (directive.kind === item.IFDEF || directive.kind === item.ELIFDEF);
  }

  private isNamed(frame: FileFrame, directive: Item): boolean {
    if (directive.name >= 0) return true;
    this.error("macro-name", `'${directiveName(frame, directive)}' must name a macro`, frame, directive);
    return false;
  }

  private evaluate(frame: FileFrame, directive: Item): boolean {
    directive.tokens ??= this.lex(frame, directive);
    const tokens = new Condition(this.state, this.setting, directive.tokens, frame.reading);
    this.state.inDirective = true;
    const result = evaluateCondition(tokens, directiveName(frame, directive));
    this.state.inDirective = false;
    const fault = tokens.fault ?? result.fault;
    if (fault === null) return result.holds;
    const span =
      fault.token === null
        ? this.state.spanIn(frame, directive.start, directive.end)
        : this.state.spanOfToken(fault.token, tokens.originOf(fault.token));
    this.state.reports.error("condition", fault.message, span, { hint: fault.hint ?? null });
    return tokens.fault === null && result.holds;
  }

  /** Behind `__has_include(`, `<...>` is one token. */
  private lex(frame: FileFrame, directive: Item): readonly Token[] {
    const { text, removals } = frame.file;
    const lexer = new Lexer(text, removals, this.state.names, directive.operandsAt, directive.end);
    const tokens: Token[] = [];
    for (let token = lexer.next(); token !== null; token = lexer.next()) {
      const before = tokens.at(-1);
      tokens.push(token);
      if (token.is("(") && before?.text.startsWith("__has_include") === true) {
        const header = lexer.header();
        if (header !== null) tokens.push(header);
      }
    }
    return tokens;
  }

  private stray(frame: FileFrame, directive: Item): void {
    const { text } = frame.file;
    // A misspelt `#ifdef` is text to cpp: the line that should have opened this group says so.
    for (const { index, 0: line, 1: name = "" } of [
      ...text.slice(0, directive.start).matchAll(DIRECTIVE_LIKE),
    ].reverse()) {
      const near = OPENERS.includes(name) ? null : nearestName(name, OPENERS);
      if (near === null) continue;
      const start = index + line.indexOf("#");
      const span = this.state.spanIn(frame, start, index + line.length);
      const hint = `did you mean '#${near}'?`;
      this.state.reports.error("unknown-directive", `'#${name}' is not a directive`, span, { hint });
      return;
    }
    this.error("conditional-stray", `'${directiveName(frame, directive)}' without an '#if'`, frame, directive);
  }

  private error(code: string, message: string, frame: FileFrame, directive: Item): void {
    this.state.reports.error(code, message, this.state.spanIn(frame, directive.start, directive.end));
  }
}

const DIRECTIVE_LIKE = /^[ \t]*#[ \t]*([a-z]+)\b/gm;
const OPENERS: readonly string[] = ["if", "ifdef", "ifndef"];

/** `#ifdef`, without the blanks that may stand in it. */
export function directiveName(frame: FileFrame, directive: Item): string {
  const text = frame.file.text.slice(directive.start, directive.end);
  return `#${/^#\s*(\w*)/.exec(text)?.[1] ?? ""}`;
}

/** The tokens of an expression: macros expanded, `defined` answered. */
class Condition implements ConditionTokens {
  fault: Fault | null = null;
  private readonly expander: Expander;
  private readonly origins = new Map<Token, number>();
  private isPastEnd = false;

  constructor(
    private readonly state: RunState,
    setting: Setting,
    tokens: readonly Token[],
    private readonly reading: number,
  ) {
    this.expander = new Expander(setting, new LineFeed(tokens, ~reading));
  }

  next(): Token | null {
    if (this.isPastEnd) return null;
    const token = this.real(this.expander.next());
    if (token === null) return null;
    this.origins.set(token, this.expander.origin);
    return token.kind === NAME && token.text === "defined" ? this.defined(token) : token;
  }

  originOf(token: Token): number {
    return this.origins.get(token) ?? ~this.reading;
  }

  warn(message: string, token: Token): void {
    this.state.reports.warning("condition", message, this.state.spanOfToken(token, this.originOf(token)));
  }

  private real(first: Token | null): Token | null {
    let token = first;
    while (token?.kind === PADDING) token = this.expander.next();
    return token;
  }

  private raw(): Token | null {
    let token = this.expander.read();
    while (token?.kind === PADDING) token = this.expander.read();
    return token;
  }

  /** `defined NAME` or `defined(NAME)`, the name unexpanded; the answer is a number. */
  private defined(operator: Token): Token | null {
    const first = this.raw();
    const parenthesised = first?.is("(") === true;
    const name = parenthesised ? this.raw() : first;
    if (name?.kind !== NAME) return this.fail("'defined' must be followed by a name", operator);
    if (parenthesised && this.raw()?.is(")") !== true) return this.fail("missing ')' after 'defined'", operator);
    const answer = this.state.macros.find(name.name) === null ? "0" : "1";
    const token = new Token(NUMBER, answer, -1, operator.start, name.end, operator.spaced, false);
    this.origins.set(token, this.originOf(operator));
    return token;
  }

  private fail(message: string, token: Token): null {
    this.fault ??= { message, token };
    this.isPastEnd = true;
    return null;
  }
}
