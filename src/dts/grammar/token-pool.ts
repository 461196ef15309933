/** Token objects for the parser, used again for every chunk: a chunk is parsed before the next is lexed. */
import type { SourceTexts } from "../lexer/source-texts.js";
import type { TokenList } from "../lexer/token-list.js";
import { SourceToken } from "./vocabulary.js";

/** What is kept between sources: as much as most chunks need. */
const KEPT = 8192;

export class TokenPool {
  private readonly pool: SourceToken[] = [];

  /** Objects for all tokens, valid until the next call. */
  fill(tokens: TokenList, texts: SourceTexts): SourceToken[] {
    while (this.pool.length < tokens.count) this.pool.push(new SourceToken());
    const used = this.pool.slice(0, tokens.count);
    let index = 0;
    for (const token of used) token.fill(texts, tokens, index++);
    return used;
  }

  /** Lets go of the texts, and of what an unusual source needed. */
  release(): void {
    if (this.pool.length > KEPT) this.pool.length = KEPT;
    for (const token of this.pool) token.release();
  }
}
