/** The lexer's tokens as chevrotain knows them. */
import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";
import type { SourceTexts } from "../lexer/source-texts.js";
import { TokenKind, type TokenList } from "../lexer/token-list.js";

const names = Object.keys(TokenKind).filter((name) => Number.isNaN(Number(name)));

/** In the order of the kinds. Without patterns: chevrotain's own lexer is not used. */
export const tokenTypes: readonly TokenType[] = names.map((name) => createToken({ name, pattern: Lexer.NA }));

const typeIndexes: readonly number[] = tokenTypes.map((type) => type.tokenTypeIdx ?? 0);

export function typeOf(kind: TokenKind): TokenType {
  const type = tokenTypes[kind];
  if (type === undefined) throw new RangeError(`no token kind ${kind}`);
  return type;
}

const kindByType = new Map(tokenTypes.map((type, kind) => [type, kind] as const));

/** Null for chevrotain's own end of the file. */
export const kindOf = (type: TokenType): TokenKind | null => kindByType.get(type) ?? null;

/** A token as a rule sees it. It is valid until the next chunk is parsed. */
export class SourceToken implements IToken {
  tokenTypeIdx = 0;
  kind = TokenKind.Stray;
  /** In the token list. */
  index = 0;
  /** In the source texts. */
  startOffset = 0;
  /** Exclusive, unlike chevrotain's own. */
  end = 0;

  private texts: SourceTexts | null = null;

  get image(): string {
    return this.texts?.slice(this.startOffset, this.end) ?? "";
  }

  get tokenType(): TokenType {
    return typeOf(this.kind);
  }

  release(): void {
    this.texts = null;
  }

  fill(texts: SourceTexts, tokens: TokenList, index: number): void {
    const kind = tokens.kind(index);
    this.texts = texts;
    this.kind = kind;
    this.tokenTypeIdx = typeIndexes[kind] ?? 0;
    this.index = index;
    this.startOffset = tokens.start(index);
    this.end = tokens.end(index);
  }
}
