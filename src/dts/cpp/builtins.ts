/** What the macros that cpp has built in expand to. */

import type { Macro } from "./macro.js";
import type { RunState } from "./run-state.js";
import type { Operands } from "./setting.js";
import { HEADER, NUMBER, STRING, Token } from "./token.js";
import { type Origin, TokenRun } from "./token-run.js";

/** What the clock's macros become: the same in every run, and what cpp makes of them where SOURCE_DATE_EPOCH is 0. */
const CLOCK: Readonly<Record<string, string>> = {
  __DATE__: '"Jan  1 1970"',
  __TIME__: '"00:00:00"',
  __TIMESTAMP__: '"Thu Jan  1 00:00:00 1970"',
};

export class BuiltinExpansion {
  /** Names of the clock's macros that have been spoken of. */
  private readonly warned = new Set<string>();

  constructor(
    private readonly state: RunState,
    private readonly pragma: (text: string, token: Token, origin: Origin) => void,
  ) {}

  expand(macro: Macro, use: number, operands: Operands): TokenRun {
    const run = new TokenRun();
    const { expansions } = this.state;
    this.state.units?.spoil();
    const add = (kind: number, text: string): void => {
      run.push(
        new Token(kind, text, -1, expansions.start(use), expansions.end(use), false, false),
        ~expansions.reading(use),
      );
    };
    switch (macro.builtin) {
      case "line":
        add(NUMBER, String(this.line(use)));
        break;
      case "file":
        add(STRING, quoted(this.state.frame.presumedName));
        break;
      case "base-file":
        add(STRING, quoted(this.state.source.path));
        break;
      case "include-level":
        add(NUMBER, String(this.state.frames.length - 1));
        break;
      case "counter":
        add(NUMBER, String(this.state.counter++));
        break;
      case "clock":
        add(STRING, this.clock(macro, use));
        break;
      case "pragma":
        this.expandPragma(use, operands);
        break;
      case "has-include":
        add(NUMBER, this.hasInclude(macro, use, operands, false) ? "1" : "0");
        break;
      case "has-include-next":
        add(NUMBER, this.hasInclude(macro, use, operands, true) ? "1" : "0");
        break;
    }
    return run;
  }

  /** The line on which the use was written, or the use of the macro that it stands in. */
  private line(use: number): number {
    const { frame, spans, expansions } = this.state;
    const outer = spans.outermost(use);
    const { source } = spans.span(expansions.reading(outer), 0, 0, -1);
    return source.positionAt(expansions.start(outer)).line + frame.lineShift;
  }

  /** The same source must always give the same tree. */
  private clock(macro: Macro, use: number): string {
    const { state } = this;
    const name = state.names.text(macro.name);
    const text = CLOCK[name] ?? '""';
    if (!this.warned.has(name)) {
      this.warned.add(name);
      const message = `'${name}' expands to ${text} here and wherever it is used: no result may depend on the clock`;
      state.reports.warning("clock-macro", message, state.spanOfUse(use));
    }
    return text;
  }

  /** `_Pragma("...")` */
  private expandPragma(use: number, operands: Operands): void {
    const open = operands.operand();
    const text = open?.is("(") === true ? operands.operand() : null;
    const { origin } = operands;
    const close = text?.kind === STRING ? operands.operand() : null;
    if (text === null || close?.is(")") !== true) {
      const message = "_Pragma takes a string in parentheses";
      this.state.reports.error("pragma-operator", message, this.state.spanOfUse(use));
      return;
    }
    this.pragma(text.text.slice(1, -1).replace(/\\(["\\])/g, "$1"), text, origin);
  }

  private hasInclude(macro: Macro, use: number, operands: Operands, next: boolean): boolean {
    const { state } = this;
    const name = state.names.text(macro.name);
    const fail = (message: string): false => {
      state.reports.error("has-include", message, state.spanOfUse(use));
      return false;
    };
    if (!state.inDirective) return fail(`'${name}' is used outside of a preprocessor directive`);
    if (operands.operand()?.is("(") !== true) return fail(`missing '(' after '${name}'`);
    const header = readHeader(operands);
    if (header === null) return fail(`'${name}' needs a file name`);
    if (operands.operand()?.is(")") !== true) return fail(`missing ')' after the operand of '${name}'`);
    const { frame } = state;
    const from = next ? frame.folderIndex + 1 : 0;
    return state.lookFor(header.name, header.quoted && !next ? frame.folder : null, from).path !== null;
  }
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

export interface HeaderName {
  readonly name: string;
  readonly quoted: boolean;
}

/** `"name"`, or `<name>` as one token or as several out of a macro, whose blanks are kept as one. */
export function readHeader(operands: Operands): HeaderName | null {
  const first = operands.operand();
  if (first?.kind === STRING) return { name: first.text.slice(1, -1), quoted: true };
  if (first?.kind === HEADER) return { name: first.text.slice(1, -1), quoted: false };
  if (first?.is("<") !== true) return null;
  let name = "";
  for (let token = operands.operand(); token !== null; token = operands.operand()) {
    if (token.is(">")) return { name, quoted: false };
    name += `${token.spaced && name !== "" ? " " : ""}${token.text}`;
  }
  return null;
}
