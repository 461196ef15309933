/**
 * Device tree source to tokens, by hand: a generated lexer would take most of a parse. Words mean different things in
 * different places (`10` is a name, a number, a byte), so the lexer follows the brackets. dtc's lexer stays in the
 * state that the last token put it in; this one finds its way back at every `;`, `{`, `}` and `name =`.
 */
import type { ExpandedText } from "../expanded-text.js";
import type { DtsLimits } from "../options.js";
import type { Problems } from "../problems.js";
import { skipBlanks } from "./blanks.js";
import { scanBytes, scanCells } from "./cells.js";
import { scanExpression } from "./expression-mode.js";
import { LexerState, Mode } from "./lexer-state.js";
import type { RawIncludes } from "./raw-includes.js";
import { scanStatement } from "./statement-mode.js";
import { type LiteralList, TokenKind, type TokenList } from "./token-list.js";

/** Tokens that are lexed at a time: enough to amortise the hand-over, few enough to stay in a cache. */
const CHUNK_TOKENS = 4096;
/** Of one statement: each takes memory. Binary junk has no semicolons. */
const MOST_TOKENS_OF_STATEMENT = 1_000_000;

export class Lexer {
  private readonly state: LexerState;

  /** @param main the text to begin with; null where `read` is to say it */
  constructor(
    main: ExpandedText | null,
    inputPath: string,
    private readonly problems: Problems,
    limits: DtsLimits,
    private readonly includes: RawIncludes,
  ) {
    this.state = new LexerState(problems, limits);
    if (main !== null) this.state.enter(main, inputPath);
  }

  /** Goes on with another text, now that one has ended. @param inputPath of the source that it is of */
  read(text: ExpandedText, inputPath: string): void {
    this.state.forgetText();
    this.state.enter(text, inputPath);
  }

  /** Counts nodes that were read elsewhere. @returns false if there are too many now */
  countNodes(count: number): boolean {
    this.state.nodes += count;
    return this.state.nodes <= this.state.limits.nodes;
  }

  get nodes(): number {
    return this.state.nodes;
  }

  get tokens(): TokenList {
    return this.state.tokens;
  }

  get literals(): LiteralList {
    return this.state.literals;
  }

  /** The source goes on where the tokens end. */
  get isTruncated(): boolean {
    return this.state.isTruncated;
  }

  /** An included file is missing: names that are unknown may have stood there. */
  get misses(): boolean {
    return this.state.misses;
  }

  /** Replaces the tokens and literals by the next ones: whole statements. @returns false if there are none left */
  nextChunk(): boolean {
    const { state } = this;
    state.tokens.clear();
    state.literals.clear();
    while (!this.isChunkFull()) {
      if (this.problems.isTooMany) state.truncate();
      if (!skipBlanks(state, this.includes)) {
        if (!state.leave()) break;
      } else if (state.mode === Mode.Statement) {
        scanStatement(state);
      } else if (state.mode === Mode.Cells) {
        scanCells(state);
      } else if (state.mode === Mode.Bytes) {
        scanBytes(state);
      } else {
        scanExpression(state);
      }
    }
    return state.tokens.count > 0;
  }

  private isChunkFull(): boolean {
    const { state } = this;
    const { count } = state.tokens;
    if (count < CHUNK_TOKENS) return false;
    if (state.previousKind === TokenKind.Semicolon) return true;
    if (count < MOST_TOKENS_OF_STATEMENT) return false;
    const start = state.tokens.start(count - 1);
    const message = `this statement has more than ${MOST_TOKENS_OF_STATEMENT} words`;
    this.problems.lexicalError("too-long", start, state.tokens.end(count - 1), message);
    state.truncate();
    return true;
  }
}
