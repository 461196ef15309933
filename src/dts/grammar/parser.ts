/**
 * The grammar of DTS v1 (DT specification v0.4, chapter 6, and what dtc 1.8 takes beyond it), as chevrotain rules over
 * tokens of our own lexer. It is flat: braces are statements of their own, and the listener keeps the stack of open
 * nodes; so the depth of a source costs no stack, and a statement that fails takes nothing else with it.
 */
import { isRecognitionException } from "chevrotain";
import { TokenKind as Kind } from "../lexer/token-list.js";
import type { StatementActions } from "./actions.js";
import { ValueParser } from "./value-parser.js";
import { SourceToken, typeOf } from "./vocabulary.js";

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

export class DtsParser extends ValueParser {
  /** Null while chevrotain records the grammar. */
  private listener: Listener | null = null;
  private tokenCount = 0;
  /** @param isValidated chevrotain checks the grammar for ambiguities; a test does, so that runs need not */
  constructor(isValidated: boolean) {
    super(isValidated);
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
}
