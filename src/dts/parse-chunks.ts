/** A lexed source through the grammar, chunk by chunk. */
import { Pool } from "../base/pool.js";
import { DtsParser, type Listener } from "./grammar/parser.js";
import { TokenPool } from "./grammar/token-pool.js";
import type { Lexer } from "./lexer/lexer.js";
import type { Problems } from "./problems.js";

/** @returns the place of the last token */
export function parseChunks(lexer: Lexer, { texts }: Problems, listener: Listener): { start: number; end: number } {
  return parsers.use(({ parser, pool }) => {
    let last = { start: 0, end: 0 };
    while (lexer.nextChunk()) {
      const { tokens } = lexer;
      parser.parse(pool.fill(tokens, texts), listener);
      last = { start: tokens.start(tokens.count - 1), end: tokens.end(tokens.count - 1) };
    }
    pool.release();
    return last;
  });
}

/** Chevrotain analyses the grammar whenever a parser is made. */
const parsers = new Pool(() => ({ parser: new DtsParser(false), pool: new TokenPool() }));
