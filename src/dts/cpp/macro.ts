/** Macros. */
import { Lexer } from "./lexer.js";
import type { LogicalLines } from "./logical-lines.js";
import type { Names } from "./names.js";
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

/** Where a macro is defined: offsets in the text of a file. */
export interface Definition {
  readonly file: LogicalLines;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Of the replacement list, without blanks around it. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** What a macro that takes arguments, or pastes, does with its replacement list. */
export interface Shape {
  /** Null for a macro that takes no parentheses. */
  readonly parameters: readonly string[] | null;
  /** The last parameter takes all further arguments. */
  readonly variadic: boolean;
  readonly parts: readonly Part[];
  /** Indices of the parameters that are replaced by their arguments' expansion, in the order of first use. */
  readonly expandedParameters: readonly number[];
}

/**
 * Shared by every run that reads the file: nothing in it depends on a run. Headers define thousands, of which a board
 * uses some: the replacement list is lexed when it is needed.
 */
export class Macro {
  private tokens: readonly Token[] | null = null;
  private bodyNames: readonly number[] | null = null;

  /**
   * @param definition null for what is built in
   * @param shape null for a macro that is replaced by its replacement list as it stands
   */
  constructor(
    readonly name: number,
    readonly definition: Definition | null,
    readonly shape: Shape | null,
    readonly builtin: Builtin | null,
  ) {}

  /** The replacement list as written; the operators # and ## are in it. */
  body(names: Names): readonly Token[] {
    if (this.tokens === null) {
      const { definition } = this;
      this.tokens = definition === null ? [] : lexed(definition, names);
    }
    return this.tokens;
  }

  get parameters(): readonly string[] | null {
    return this.shape === null ? null : this.shape.parameters;
  }

  /** Whether a use is replaced by the replacement list as it stands, with nothing in it to expand. */
  isPlain(macros: { find(name: number): Macro | null }, names: Names): boolean {
    if (this.shape !== null || this.builtin !== null) return false;
    this.bodyNames ??= this.body(names).flatMap((token) => (token.kind === NAME ? [token.name] : []));
    for (const name of this.bodyNames) {
      if (macros.find(name) !== null) return false;
    }
    return true;
  }
}

const lexed = ({ file, bodyStart, bodyEnd }: Definition, names: Names): readonly Token[] =>
  new Lexer(file.text, file.removals, names, bodyStart, bodyEnd).rest();

/** Whether a second definition says the same, so that cpp lets it pass without a word. */
export function isSameDefinition(a: Macro, b: Macro, names: Names): boolean {
  if (a === b) return true;
  if (a.builtin !== null || b.builtin !== null || a.shape?.variadic !== b.shape?.variadic) return false;
  if ((a.parameters === null) !== (b.parameters === null) || a.parameters?.join() !== b.parameters?.join())
    return false;
  const others = b.body(names);
  const body = a.body(names);
  if (body.length !== others.length) return false;
  return body.every((token, index) => {
    const other = others[index];
    if (other === undefined || token.kind !== other.kind || token.text !== other.text) return false;
    return index === 0 || token.spaced === other.spaced;
  });
}
