/** The grammar's numbers and operators, evaluated as they come. */
import { type Integer, integerOfHalves } from "../grammar/arithmetic.js";
import { ExpressionStack } from "../grammar/expression.js";
import type { SourceToken } from "../grammar/vocabulary.js";
import type { LiteralList, TokenList } from "../lexer/token-list.js";
import type { Problems } from "../problems.js";
import type { UnknownWords } from "./unknown-words.js";

/** What the lexer made of the chunk that is being parsed. */
export interface LexedChunk {
  readonly tokens: TokenList;
  readonly literals: LiteralList;
}

export class ExpressionActions {
  private readonly stack: ExpressionStack;
  /** The outermost parentheses that were opened last. */
  protected expressionStart = 0;
  protected expressionEnd = 0;
  private depth = 0;

  constructor(
    protected readonly chunk: LexedChunk,
    protected readonly problems: Problems,
    protected readonly unknownWords: UnknownWords,
  ) {
    this.stack = new ExpressionStack({
      divisionByZero: (start, end) => problems.error("division-by-zero", start, end, "this divides by zero"),
      unpairedTernary: (start, end, missing) =>
        problems.lexicalError("syntax", start, end, `this operator has no '${missing}'`),
    });
  }

  /** A statement that failed may have left half an expression. */
  protected resetExpression(): void {
    this.stack.reset();
    this.depth = 0;
  }

  /** The integer that was parsed last and has not been taken. */
  protected takeInteger(): Integer {
    return this.stack.result();
  }

  protected literalOf(token: SourceToken): Integer {
    const index = this.chunk.tokens.firstLiteral(token.index);
    return integerOfHalves(this.chunk.literals.high(index), this.chunk.literals.low(index));
  }

  number(token: SourceToken): void {
    this.stack.operand(this.literalOf(token), token.startOffset, token.end);
  }

  unknownNumber({ startOffset, end }: SourceToken): void {
    this.unknownWords.note(startOffset, end, "a number");
    this.stack.operand(0, startOffset, end);
  }

  unary(operator: SourceToken): void {
    this.stack.unary(operator.image, operator.startOffset, operator.end);
  }

  binary(operator: SourceToken): void {
    this.stack.binary(operator.image, operator.startOffset, operator.end);
  }

  question({ startOffset, end }: SourceToken): void {
    this.stack.question(startOffset, end);
  }

  colon({ startOffset, end }: SourceToken): void {
    this.stack.colon(startOffset, end);
  }

  openParenthesis({ startOffset, end }: SourceToken): void {
    if (this.depth++ === 0) this.expressionStart = startOffset;
    this.stack.open(startOffset, end);
  }

  closeParenthesis({ end }: SourceToken): void {
    this.depth--;
    this.expressionEnd = end;
    this.stack.close(end);
  }
}
