/** Remembers what chevrotain expected where it failed. The sentences are made elsewhere, from the source. */
import type { IParserErrorMessageProvider, IToken, TokenType } from "chevrotain";
import type { TokenKind } from "../lexer/token-list.js";
import { kindOf } from "./vocabulary.js";

export class ExpectedTokens implements IParserErrorMessageProvider {
  /** Of the last error. */
  kinds: readonly TokenKind[] = [];

  buildMismatchTokenMessage({ expected }: { expected: TokenType }): string {
    return this.remember([expected]);
  }

  buildNoViableAltMessage({ expectedPathsPerAlt }: { expectedPathsPerAlt: TokenType[][][] }): string {
    return this.remember(expectedPathsPerAlt.flatMap((paths) => paths.flatMap((path) => path.slice(0, 1))));
  }

  buildEarlyExitMessage({ expectedIterationPaths }: { expectedIterationPaths: TokenType[][] }): string {
    return this.remember(expectedIterationPaths.flatMap((path) => path.slice(0, 1)));
  }

  buildNotAllInputParsedMessage({ firstRedundant }: { firstRedundant: IToken }): string {
    return `unexpected ${firstRedundant.tokenType.name}`;
  }

  private remember(types: readonly TokenType[]): string {
    this.kinds = types.map(kindOf).filter((kind) => kind !== null);
    return `expected ${types.map((type) => type.name).join(" or ")}`;
  }
}
