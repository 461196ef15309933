/** Macros. */
import type { LogicalLines } from "./logical-lines.js";
import { NAME, type Token } from "./token.js";

/** What a macro that is built in expands to. */
export type Builtin =
  | "line"
  | "file"
  | "base-file"
  | "include-level"
  | "counter"
  | "clock"
  | "pragma"
  | "has-include"
  | "has-include-next";

/** One token of a replacement list, or one `__VA_OPT__(...)`, with what the operators around it say. */
export interface Part {
  readonly token: Token;
  /** The index of the parameter that the token names; -1 for any other token. */
  readonly parameter: number;
  /** A # stands before it. */
  readonly stringified: boolean;
  /** The blanks before the # count, not those behind it. */
  readonly spaced: boolean;
  /** A ## stands behind it. */
  pasted: boolean;
  /** What `__VA_OPT__` holds; null for anything else. */
  readonly optional: readonly Part[] | null;
}

/** A stretch of a file. */
export interface Stretch {
  readonly file: LogicalLines;
  readonly start: number;
  readonly end: number;
}

export class Macro {
  /** The number of the run that is expanding this macro just now, in which it must not be expanded again. */
  disabledIn = 0;
  /** Names in the body. */
  private readonly bodyNames: readonly number[];
  /** Indices of the parameters that are replaced by their arguments' expansion, in the order of first use. */
  readonly expandedParameters: readonly number[];

  /**
   * @param parameters names of the parameters; null for a macro that takes no parentheses
   * @param variadic the last parameter takes all further arguments
   * @param body the replacement list as written; the operators # and ## are in it
   * @param parts what the replacement list means, where arguments or operators have to be dealt with; else null
   * @param place the name in the definition, and the body behind it; null for what is built in
   */
  constructor(
    readonly name: number,
    readonly parameters: readonly string[] | null,
    readonly variadic: boolean,
    readonly body: readonly Token[],
    readonly parts: readonly Part[] | null,
    readonly builtin: Builtin | null,
    readonly place: { readonly name: Stretch; readonly body: Stretch } | null,
  ) {
    this.bodyNames = body.filter((token) => token.kind === NAME).map((token) => token.name);
    this.expandedParameters = [...expandedParameters(parts ?? [], (parameters?.length ?? 0) - 1)];
  }

  /** Whether a use is replaced by the body as it stands. */
  isPlain(macros: { find(name: number): Macro | null }): boolean {
    if (this.parts !== null || this.builtin !== null) return false;
    for (const name of this.bodyNames) {
      if (macros.find(name) !== null) return false;
    }
    return true;
  }
}

function expandedParameters(parts: readonly Part[], variadic: number): Set<number> {
  const found = new Set<number>();
  parts.forEach((part, index) => {
    if (part.optional !== null) {
      // Whether it holds anything is asked of the expanded argument.
      found.add(variadic);
      for (const inner of expandedParameters(part.optional, variadic)) found.add(inner);
    } else if (part.parameter >= 0 && !part.stringified && !part.pasted && parts[index - 1]?.pasted !== true) {
      found.add(part.parameter);
    }
  });
  return found;
}

/** Whether a second definition says the same, so that cpp lets it pass without a word. */
export function isSameDefinition(a: Macro, b: Macro): boolean {
  if (a === b) return true;
  if (a.builtin !== null || b.builtin !== null || a.variadic !== b.variadic) return false;
  if ((a.parameters === null) !== (b.parameters === null)) return false;
  if (a.parameters?.join() !== b.parameters?.join() || a.body.length !== b.body.length) return false;
  return a.body.every((token, index) => {
    const other = b.body[index];
    if (other === undefined || token.kind !== other.kind || token.text !== other.text) return false;
    return index === 0 || token.spaced === other.spaced;
  });
}
