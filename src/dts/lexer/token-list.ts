/** The tokens of a source as flat arrays. Objects are made only of those that a chevrotain rule looks at. */
import { Records } from "../records.js";

export enum TokenKind {
  /** `/dts-v1/` */
  Version,
  /** `/plugin/` */
  Plugin,
  /** `/memreserve/` */
  MemReserve,
  /** `/bits/` */
  Bits,
  /** `/delete-property/` */
  DeleteProperty,
  /** `/delete-node/` */
  DeleteNode,
  /** `/omit-if-no-ref/` */
  OmitIfNoRef,
  /** `/incbin/` */
  Incbin,
  /** `label:`, the colon included */
  Label,
  /** The name of a node or a property, with the backslash that may precede it */
  Name,
  /** `&label` or `&{/path}` */
  Reference,
  String,
  /** A number, or a character literal: one literal */
  Integer,
  /** A run of numbers, references, labels and unknown words between `<` and `>`: its literals */
  Cells,
  /** A run of bytes and labels between `[` and `]`: its literals */
  Bytes,
  /** A word where the language has none, with its arguments if it looks like the use of a macro */
  UnknownWord,
  /** The `/` that names the root */
  Slash,
  LeftBrace,
  RightBrace,
  Semicolon,
  Equals,
  Comma,
  /** The `<` that opens cells */
  Less,
  /** The `>` that closes them */
  Greater,
  LeftBracket,
  RightBracket,
  LeftParen,
  RightParen,
  /** `-`, of one operand or two */
  Minus,
  /** `~` or `!` */
  Unary,
  /** Any other operator of an expression, save `?` and `:` */
  Binary,
  Question,
  Colon,
  /** Characters that have no meaning in the language */
  Stray,
}

export class TokenList extends Records {
  /**
   * @param start offset in the source texts
   * @param first of the literals that belong to the token
   * @param limit one past the last of them
   */
  push(kind: TokenKind, start: number, end: number, first = 0, limit = 0): void {
    this.add(kind, start, end, first, limit);
  }

  kind(index: number): TokenKind {
    return this.kindAt(index);
  }

  start(index: number): number {
    return this.a(index);
  }

  end(index: number): number {
    return this.b(index);
  }

  firstLiteral(index: number): number {
    return this.c(index);
  }

  literalLimit(index: number): number {
    return this.d(index);
  }
}

export enum LiteralKind {
  Number,
  /** `'a'` */
  Character,
  /** `&label` or `&{/path}` */
  Reference,
  /** `label:` */
  Label,
  /** Most likely a macro that was not expanded */
  UnknownWord,
  /** Two hexadecimal digits of a bytestring */
  Byte,
}

/** Numbers, and what else stands among cells and bytes. */
export class LiteralList extends Records {
  /** @param low the lower, and `high` the upper, 32 bits of its value, signed; 0 for what has none */
  push(kind: LiteralKind, start: number, end: number, low = 0, high = 0): void {
    this.add(kind, start, end, low, high);
  }

  kind(index: number): LiteralKind {
    return this.kindAt(index);
  }

  start(index: number): number {
    return this.a(index);
  }

  end(index: number): number {
    return this.b(index);
  }

  low(index: number): number {
    return this.c(index);
  }

  high(index: number): number {
    return this.d(index);
  }
}
