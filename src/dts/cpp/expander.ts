/**
 * Macro expansion as C11 6.10.3 and the GNU cpp internals manual ("Macro Expansion Algorithm") describe it. Whatever
 * nests, nests on explicit stacks: how deep is for the input to say.
 */
import type { Macro, Shape } from "./macro.js";
import { NONE } from "./origins.js";
import { Arguments, Replacement } from "./replacement.js";
import type { Feed, Operands, Setting } from "./setting.js";
import { combinedPadding, NAME, PADDING, PADDING_AFTER, paddingFor, type Token } from "./token.js";
import { type Origin, TokenRun, type TokenSlice, wholeOf } from "./token-run.js";

/** Tokens that wait to be looked at. */
interface Context {
  readonly tokens: readonly Token[];
  /** Null if all of them come from the body of the use `origin`. */
  readonly origins: readonly Origin[] | null;
  readonly origin: Origin;
  at: number;
  readonly end: number;
  /** Must not be expanded inside; null if these are no macro's tokens. */
  readonly macro: Macro | null;
}

/** A use whose arguments are being expanded. */
interface Call {
  readonly macro: Macro;
  readonly shape: Shape;
  readonly use: number;
  readonly args: Arguments;
  /** Arguments that are still to be expanded, the next one last. */
  readonly waiting: number[];
}

/** The expansion of one argument: it ends where its contexts do. */
interface ArgumentFrame {
  readonly call: Call;
  readonly parameter: number;
  readonly out: TokenRun;
  /** Contexts below belong to what is around the use. */
  readonly base: number;
}

export class Expander implements Operands {
  private readonly contexts: Context[] = [];
  private readonly frames: ArgumentFrame[] = [];
  /** The use in the file that everything in progress comes from. */
  outermost = NONE;
  /** Of the token that `next` or `read` gave last. */
  origin: Origin = NONE;
  /** The token that `read` gave last is a # at the start of a line of the file, and of no directive. */
  private isLineHash = false;

  constructor(
    private readonly setting: Setting,
    private readonly feed: Feed,
  ) {}

  /** Nothing is left of what was entered; `next` would read on in the feed. */
  get isIdle(): boolean {
    return this.contexts.length === 0 && this.frames.length === 0;
  }

  /** Drops everything in progress. */
  abandon(): void {
    this.contexts.length = 0;
    this.frames.length = 0;
  }

  /** The next token with all macros expanded, or a padding; null at the end of the feed. */
  next(): Token | null {
    if (this.isIdle) this.outermost = NONE;
    for (;;) {
      if (this.setting.isStopped) this.abandon();
      const token = this.read();
      if (token === null) {
        const frame = this.frames.pop();
        if (frame === undefined) return null;
        frame.call.args.expanded[frame.parameter] = frame.out;
        this.continueCall(frame.call);
        continue;
      }
      const { origin } = this;
      const frame = this.frames.at(-1);
      const result = token.kind === NAME ? this.expandName(token, origin) : token;
      if (frame === undefined) {
        this.origin = origin;
        return result;
      }
      frame.out.push(result, origin);
    }
  }

  operand(): Token | null {
    for (;;) {
      const token = this.frames.length === 0 ? this.next() : this.read();
      if (token?.kind !== PADDING) return token;
    }
  }

  /** The next token as it stands; null at the end of the feed or of the argument that is being expanded. */
  read(): Token | null {
    const context = this.contexts.at(-1);
    this.isLineHash = false;
    if (context === undefined || this.contexts.length === this.base()) {
      if (this.frames.length > 0) return null;
      const token = this.feed.next();
      this.origin = this.feed.origin;
      this.isLineHash = token?.is("#") === true && this.feed.startsLine();
      return token;
    }
    const token = context.at < context.end ? context.tokens[context.at] : undefined;
    if (token === undefined || !this.setting.spend(1)) {
      this.popContext();
      return PADDING_AFTER;
    }
    this.origin = context.origins === null ? context.origin : (context.origins[context.at] ?? context.origin);
    context.at++;
    return token;
  }

  /** Begins the use of a macro in the feed's own text. */
  enterUse(macro: Macro, token: Token, origin: Origin): Token {
    this.outermost = NONE;
    return this.enter(macro, token, origin);
  }

  /** Puts tokens in front of what comes next. */
  private pushBack({ run, start, end }: TokenSlice): void {
    this.contexts.push({ tokens: run.tokens, origins: run.origins, origin: NONE, at: start, end, macro: null });
  }

  private base(): number {
    return this.frames.at(-1)?.base ?? 0;
  }

  private popContext(): void {
    const context = this.contexts.pop();
    if (context?.macro !== undefined && context.macro !== null) this.setting.disabled.delete(context.macro);
  }

  /** The name itself if it is no macro, or not now; else the padding that begins its expansion. */
  private expandName(token: Token, origin: Origin): Token {
    if (token.painted) return token;
    const macro = this.setting.macros.find(token.name);
    if (macro === null) return token;
    if (this.setting.disabled.has(macro)) return token.paint();
    return this.enter(macro, token, origin);
  }

  private enter(macro: Macro, token: Token, origin: Origin): Token {
    if (macro.parameters !== null && !this.opensParenthesis()) return token;
    const use = this.addUse(token, origin);
    if (!this.setting.countExpansion(use)) return token;
    if (macro.builtin !== null) {
      this.pushBack(wholeOf(this.setting.expandBuiltin(macro, use, this)));
    } else if (macro.shape === null) {
      this.pushBody(macro, use, macro.body(this.setting.names), null);
    } else {
      const args = this.argumentsOf(macro, macro.shape, use);
      if (args === null) return token;
      this.continueCall({ macro, shape: macro.shape, use, args, waiting: this.argumentsToExpand(macro.shape, args) });
    }
    return paddingFor(token);
  }

  private addUse(token: Token, origin: Origin): number {
    const { expansions } = this.setting;
    const inBody = origin >= 0;
    const reading = inBody ? expansions.bodyReading(origin) : ~origin;
    const parent = inBody ? origin : this.outermost;
    const bodyReading = this.setting.macros.reading(token.name);
    const use = expansions.add(token.text, parent, inBody, reading, token.start, token.end, bodyReading);
    if (this.outermost === NONE) this.outermost = use;
    return use;
  }

  private pushBody(macro: Macro, use: number, tokens: readonly Token[], origins: readonly Origin[] | null): void {
    this.setting.disabled.add(macro);
    this.contexts.push({ tokens, origins, origin: use, at: 0, end: tokens.length, macro });
  }

  private pushReplacement({ macro, shape, use, args }: Call): void {
    const run = new Replacement(shape, args, use, this.setting.names, this.setting).build();
    this.pushBody(macro, use, run.tokens, run.origins);
  }

  /** Expands the next argument that needs it, or replaces the use if none is left. */
  private continueCall(call: Call): void {
    const parameter = call.waiting.pop();
    if (parameter === undefined) {
      this.pushReplacement(call);
      return;
    }
    this.frames.push({ call, parameter, out: new TokenRun(), base: this.contexts.length });
    this.pushBack(call.args.given(parameter));
  }

  /** Parameters whose value is used otherwise than with # or ##, and in whose argument there is a macro. */
  private argumentsToExpand(shape: Shape, args: Arguments): number[] {
    const waiting: number[] = [];
    for (const parameter of shape.expandedParameters) {
      if (this.hasMacro(args.given(parameter))) waiting.push(parameter);
    }
    return waiting.reverse();
  }

  private hasMacro({ run, start, end }: TokenSlice): boolean {
    for (let i = start; i < end; i++) {
      const token = run.tokens[i];
      if (token?.kind === NAME && this.setting.macros.find(token.name) !== null) return true;
    }
    return false;
  }

  /**
   * Whether a parenthesis follows the name of a macro that takes arguments. Expansions that end here are left for
   * good, with their macros enabled again; what spacing they would have caused is put back.
   */
  private opensParenthesis(): boolean {
    let padding: Token | null = null;
    for (;;) {
      const context = this.contexts.at(-1);
      if (context === undefined || this.contexts.length === this.base()) break;
      const token = context.at < context.end ? context.tokens[context.at] : undefined;
      if (token === undefined) {
        this.popContext();
        padding = combinedPadding(padding, PADDING_AFTER);
      } else if (token.kind === PADDING) {
        context.at++;
        padding = combinedPadding(padding, token);
      } else {
        if (token.is("(")) return true;
        this.putBackPadding(padding);
        return false;
      }
    }
    if (this.frames.length === 0 && this.feed.opensParenthesis()) return true;
    this.putBackPadding(padding);
    return false;
  }

  private putBackPadding(padding: Token | null): void {
    if (padding === null) return;
    const run = new TokenRun();
    run.push(padding, this.origin);
    this.pushBack(wholeOf(run));
  }

  private argumentsOf(macro: Macro, shape: Shape, use: number): Arguments | null {
    const { parameters } = shape;
    return parameters === null ? new Arguments() : this.collectArguments(macro, shape, use, parameters.length);
  }

  /** Reads from the opening to the closing parenthesis; null if there are too many or too few arguments. */
  private collectArguments(macro: Macro, shape: Shape, use: number, parameters: number): Arguments | null {
    const args = new Arguments();
    let depth = 0;
    let hasLineHash = false;
    for (;;) {
      const token = this.readArgumentToken();
      if (token === null || !this.setting.spend(1)) {
        this.setting.reportUnterminated(macro, use);
        return null;
      }
      if (this.isLineHash) {
        // An oddity of cpp in assembler mode: it ends the argument as a comma would, inside parentheses as well.
        hasLineHash = true;
        args.close();
        depth = 1;
        continue;
      }
      if (token.kind === PADDING && args.isFresh) continue;
      if (token.is("(") && depth++ === 0) continue;
      if (token.is(")") && --depth === 0) break;
      if (token.is(",") && depth === 1 && !(shape.variadic && args.count === parameters - 1)) args.close();
      else args.written.push(token, this.origin);
    }
    this.extendUse(use, this.lastEnd);
    args.close();
    if (this.fits(shape, parameters, args)) return args;
    this.setting.reportArguments(macro, use, args.count, hasLineHash);
    return null;
  }

  /** A use ends where its closing parenthesis stands; one that began in a macro's body may do so in the file. */
  private extendUse(use: number, end: number): void {
    const { expansions } = this.setting;
    if (this.origin < 0) expansions.extend(expansions.inBody(use) ? this.outermost : use, ~this.origin, end);
    else if (expansions.inBody(use) && expansions.parent(use) === this.origin) {
      expansions.extend(use, expansions.reading(use), end);
    }
  }

  /** End, in its file, of the token that was read last. */
  private lastEnd = 0;

  private readArgumentToken(): Token | null {
    const token = this.read();
    if (token === null) return null;
    this.lastEnd = token.end;
    if (token.kind !== NAME || token.painted) return token;
    const macro = this.setting.macros.find(token.name);
    return macro !== null && this.setting.disabled.has(macro) ? token.paint() : token;
  }

  private fits({ variadic }: Shape, parameters: number, { count, written }: Arguments): boolean {
    if (count === parameters || (variadic && count === parameters - 1)) return true;
    // A macro without parameters is given one argument of nothing.
    return parameters === 0 && count === 1 && written.length === 0;
  }
}
