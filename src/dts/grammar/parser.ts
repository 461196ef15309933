/**
 * The grammar of DTS v1 (DT specification v0.4, chapter 6, and what dtc 1.8 takes beyond it), as chevrotain rules over
 * tokens of our own lexer. It is flat: braces are statements of their own, and the listener keeps the stack of open
 * nodes; so the depth of a source costs no stack, and a statement that fails takes nothing else with it.
 */
import { EmbeddedActionsParser, isRecognitionException } from "chevrotain";
import { TokenKind as Kind } from "../lexer/token-list.js";
import type { StatementActions } from "./actions.js";
import { ExpectedTokens } from "./expected-tokens.js";
import { SourceToken, tokenTypes, typeOf } from "./vocabulary.js";

/** What happens when a statement cannot be parsed. */
export interface Recovery {
  /**
   * @param from index of the statement's first token
   * @param at index of the token that does not fit; the number of tokens, if it is the end
   * @param expected what would have fitted
   * @returns index of the token to go on at, above `from`
   */
  recover(from: number, at: number, expected: readonly Kind[]): number;
}

export interface Listener {
  readonly actions: StatementActions;
  readonly recovery: Recovery;
}

/** An action that is told of one token. */
type TokenAction = {
  [Name in keyof StatementActions]: Parameters<StatementActions[Name]> extends [SourceToken] ? Name : never;
}[keyof StatementActions];

export class DtsParser extends EmbeddedActionsParser {
  /** Null while chevrotain records the grammar. */
  private listener: Listener | null = null;
  private actions: StatementActions | null = null;
  private tokenCount = 0;
  private readonly expected: ExpectedTokens;
  /** What rules consume while they are recorded. */
  private readonly blank = new SourceToken();

  /** @param isValidated chevrotain checks the grammar for ambiguities; a test does, so that runs need not */
  constructor(isValidated: boolean) {
    const expected = new ExpectedTokens();
    super([...tokenTypes], {
      maxLookahead: 1,
      recoveryEnabled: false,
      errorMessageProvider: expected,
      skipValidations: !isValidated,
    });
    this.expected = expected;
    this.performSelfAnalysis();
  }

  /** Parses whole statements. Errors are the recovery's to report. */
  parse(tokens: SourceToken[], listener: Listener): void {
    this.listener = listener;
    this.actions = listener.actions;
    this.tokenCount = tokens.length;
    this.input = tokens;
    this.source();
    this.listener = null;
    this.actions = null;
  }

  private readonly source = this.RULE("source", () => {
    do this.MANY(this.attempt);
    while (this.skipUnexpected());
  });

  private readonly attempt = (): void => {
    const from = this.next;
    try {
      this.SUBRULE(this.statement);
    } catch (error) {
      if (!(error instanceof Error) || !isRecognitionException(error) || this.listener === null) throw error;
      this.skipTo(this.listener.recovery.recover(from, this.next, this.expected.kinds));
    }
  };

  /** No statement starts with the next token. @returns false at the end */
  private skipUnexpected(): boolean {
    const { next } = this;
    if (this.listener === null || next >= this.tokenCount) return false;
    this.skipTo(this.listener.recovery.recover(next, next, []));
    return true;
  }

  private skipTo(index: number): void {
    while (this.next < index) this.SKIP_TOKEN();
  }

  /** Index of the token that comes next. */
  private get next(): number {
    const token = this.LA(1);
    return token instanceof SourceToken ? token.index : this.tokenCount;
  }

  /** @param occurrence of that kind of token in the rule, as chevrotain counts */
  private take(kind: Kind, occurrence = 0): SourceToken {
    const token = this.consume(occurrence, typeOf(kind));
    return token instanceof SourceToken ? token : this.blank;
  }

  private tell(action: TokenAction, kind: Kind, occurrence = 0): void {
    const token = this.take(kind, occurrence);
    this.actions?.[action](token);
  }

  // Alternatives are kept in fields: chevrotain would be given new closures for every statement otherwise.

  private readonly statement = this.RULE("statement", () => {
    this.actions?.startStatement();
    this.MANY(this.prefix);
    this.OR2(this.statements);
  });

  private readonly prefix = (): void => this.OR(this.prefixes);

  private readonly prefixes = [
    { ALT: () => this.tell("label", Kind.Label) },
    { ALT: () => this.tell("omitIfNoRef", Kind.OmitIfNoRef) },
  ];

  private readonly statements = [
    { ALT: () => this.SUBRULE(this.named) },
    { ALT: () => this.SUBRULE(this.closingBrace) },
    { ALT: () => this.SUBRULE(this.reference) },
    { ALT: () => this.SUBRULE(this.root) },
    { ALT: () => this.SUBRULE(this.propertyDeletion) },
    { ALT: () => this.SUBRULE(this.nodeDeletion) },
    { ALT: () => this.SUBRULE(this.memoryReservation) },
    { ALT: () => this.SUBRULE(this.version) },
    { ALT: () => this.SUBRULE(this.plugin) },
  ];

  /** `name;`, `name = values;` or `name {` */
  private readonly named = this.RULE("named", () => {
    this.name = this.take(Kind.Name);
    this.OR(this.afterName);
  });

  private name = this.blank;

  private readonly afterName = [
    { ALT: () => this.assignment() },
    {
      ALT: () => {
        this.take(Kind.LeftBrace);
        this.actions?.openNode(this.name);
      },
    },
    {
      ALT: () => {
        this.actions?.emptyProperty(this.name);
        this.end(1);
      },
    },
  ];

  private assignment(): void {
    this.actions?.startProperty(this.name);
    this.take(Kind.Equals);
    this.AT_LEAST_ONE_SEP(this.values);
    this.actions?.endProperty();
    this.end();
  }

  private end(occurrence = 0): void {
    this.tell("endStatement", Kind.Semicolon, occurrence);
  }

  private readonly closingBrace = this.RULE("closingBrace", () => {
    this.tell("closeNode", Kind.RightBrace);
    this.end();
  });

  /** `&label {`, or `&label;` behind `/omit-if-no-ref/` */
  private readonly reference = this.RULE("reference", () => {
    this.name = this.take(Kind.Reference);
    this.OR(this.afterReference);
  });

  private readonly afterReference = [
    {
      ALT: () => {
        this.take(Kind.LeftBrace);
        this.actions?.openReference(this.name);
      },
    },
    {
      ALT: () => {
        this.actions?.bareReference(this.name);
        this.end();
      },
    },
  ];

  private readonly root = this.RULE("root", () => {
    const slash = this.take(Kind.Slash);
    this.take(Kind.LeftBrace);
    this.actions?.openRoot(slash);
  });

  private readonly propertyDeletion = this.RULE("propertyDeletion", () => {
    this.tell("startDeletion", Kind.DeleteProperty);
    this.tell("deleteProperty", Kind.Name);
    this.end();
  });

  private readonly nodeDeletion = this.RULE("nodeDeletion", () => {
    this.tell("startDeletion", Kind.DeleteNode);
    this.OR(this.deletedNodes);
    this.end();
  });

  private readonly deletedNodes = [
    { ALT: () => this.tell("deleteNode", Kind.Name) },
    { ALT: () => this.tell("deleteReference", Kind.Reference) },
  ];

  private readonly memoryReservation = this.RULE("memoryReservation", () => {
    const keyword = this.take(Kind.MemReserve);
    this.SUBRULE(this.integer);
    this.SUBRULE2(this.integer);
    this.actions?.memoryReservation(keyword);
    this.end();
  });

  private readonly version = this.RULE("version", () => {
    this.tell("version", Kind.Version);
    this.end();
  });

  private readonly plugin = this.RULE("plugin", () => {
    this.tell("plugin", Kind.Plugin);
    this.end();
  });

  private readonly values = { SEP: typeOf(Kind.Comma), DEF: (): void => this.SUBRULE(this.value) };

  private readonly value = this.RULE("value", () => {
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

  private readonly integer = this.RULE("integer", () => this.OR(this.integers));

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
