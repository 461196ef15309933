/** The part of the grammar below statements: values, cells, bytes and integer expressions. */
import { EmbeddedActionsParser } from "chevrotain";
import { TokenKind as Kind } from "../lexer/token-list.js";
import type { StatementActions } from "./actions.js";
import { ExpectedTokens } from "./expected-tokens.js";
import { SourceToken, tokenTypes, typeOf } from "./vocabulary.js";

/** An action that is told of one token. */
type TokenAction = {
  [Name in keyof StatementActions]: Parameters<StatementActions[Name]> extends [SourceToken] ? Name : never;
}[keyof StatementActions];

export class ValueParser extends EmbeddedActionsParser {
  /** Null while chevrotain records the grammar. */
  protected actions: StatementActions | null = null;
  protected readonly expected: ExpectedTokens;
  /** What rules consume while they are recorded. */
  protected readonly blank = new SourceToken();

  constructor(isValidated: boolean) {
    const expected = new ExpectedTokens();
    super([...tokenTypes], {
      maxLookahead: 1,
      recoveryEnabled: false,
      errorMessageProvider: expected,
      skipValidations: !isValidated,
    });
    this.expected = expected;
  }

  /** @param occurrence of that kind of token in the rule, as chevrotain counts */
  protected take(kind: Kind, occurrence = 0): SourceToken {
    const token = this.consume(occurrence, typeOf(kind));
    return token instanceof SourceToken ? token : this.blank;
  }

  protected tell(action: TokenAction, kind: Kind, occurrence = 0): void {
    const token = this.take(kind, occurrence);
    this.actions?.[action](token);
  }

  // Alternatives are kept in fields: chevrotain would be given new closures for every value otherwise.

  protected readonly value = this.RULE("value", () => {
    this.MANY(this.valueLabel);
    this.OR(this.valueKinds);
    this.MANY2(this.trailingLabel);
  });

  private readonly valueLabel = (): void => this.tell("valueLabel", Kind.Label);
  private readonly trailingLabel = (): void => this.tell("valueLabel", Kind.Label, 1);

  private readonly valueKinds = [
    { ALT: () => this.SUBRULE(this.cells) },
    { ALT: () => this.tell("valueString", Kind.String) },
    { ALT: () => this.SUBRULE(this.bytes) },
    { ALT: () => this.tell("valueReference", Kind.Reference) },
    {
      ALT: () => {
        this.take(Kind.Bits);
        this.tell("bits", Kind.Integer);
        this.SUBRULE2(this.cells);
      },
    },
    { ALT: () => this.SUBRULE(this.file) },
    { ALT: () => this.tell("valueWord", Kind.UnknownWord) },
  ];

  private readonly cells = this.RULE("cells", () => {
    this.take(Kind.Less);
    this.actions?.startCells();
    this.MANY(this.cell);
    this.take(Kind.Greater);
  });

  private readonly cell = (): void => this.OR(this.cellKinds);

  private readonly cellKinds = [
    { ALT: () => this.tell("cells", Kind.Cells) },
    {
      ALT: () => {
        this.SUBRULE(this.parenthesised);
        this.actions?.cellExpression();
      },
    },
  ];

  private readonly bytes = this.RULE("bytes", () => {
    this.take(Kind.LeftBracket);
    this.MANY(this.someBytes);
    this.take(Kind.RightBracket);
  });

  private readonly someBytes = (): void => this.tell("valueBytes", Kind.Bytes);

  /** `/incbin/ ("file")` or `/incbin/ ("file", offset, length)` */
  private readonly file = this.RULE("file", () => {
    this.tell("startFile", Kind.Incbin);
    this.take(Kind.LeftParen);
    this.tell("fileName", Kind.String);
    this.OPTION(this.fileRange);
    this.tell("endFile", Kind.RightParen);
  });

  private readonly fileRange = (): void => {
    this.take(Kind.Comma);
    this.SUBRULE(this.integer);
    this.take(Kind.Comma, 1);
    this.SUBRULE2(this.integer);
    this.actions?.fileRange();
  };

  protected readonly integer = this.RULE("integer", () => this.OR(this.integers));

  private readonly integers = [
    { ALT: () => this.tell("number", Kind.Integer) },
    { ALT: () => this.tell("unknownNumber", Kind.UnknownWord) },
    { ALT: () => this.SUBRULE(this.parenthesised) },
  ];

  /** The lexer bounds how deep parentheses nest. Which operator binds tighter is the listener's business. */
  private readonly parenthesised = this.RULE("parenthesised", () => {
    this.tell("openParenthesis", Kind.LeftParen);
    this.SUBRULE(this.operand);
    this.MANY(this.operation);
    this.tell("closeParenthesis", Kind.RightParen);
  });

  private readonly operation = (): void => {
    this.OR(this.operators);
    this.SUBRULE2(this.operand);
  };

  private readonly operators = [
    { ALT: () => this.tell("binary", Kind.Binary) },
    { ALT: () => this.tell("binary", Kind.Minus) },
    { ALT: () => this.tell("question", Kind.Question) },
    { ALT: () => this.tell("colon", Kind.Colon) },
  ];

  private readonly operand = this.RULE("operand", () => {
    this.MANY(this.sign);
    this.SUBRULE(this.integer);
  });

  private readonly sign = (): void => this.OR(this.signs);

  private readonly signs = [
    { ALT: () => this.tell("unary", Kind.Unary) },
    { ALT: () => this.tell("unary", Kind.Minus) },
  ];
}
