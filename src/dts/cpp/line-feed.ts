/** The operands of a directive as something to expand macros in: they end with the line. */
import type { Feed } from "./setting.js";
import type { Token } from "./token.js";

export class LineFeed implements Feed {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    readonly origin: number,
  ) {}

  next(): Token | null {
    return this.tokens[this.at++] ?? null;
  }

  /** The line itself starts with the directive. */
  startsLine(): boolean {
    return false;
  }

  opensParenthesis(): boolean {
    return this.tokens[this.at]?.is("(") === true;
  }
}
