/** What macro expansion asks of the run. */
import { BuiltinExpansion } from "./builtins.js";
import type { Macro } from "./macro.js";
import type { MacroTable } from "./macro-table.js";
import type { Names } from "./names.js";
import type { Expansions } from "./origins.js";
import type { RunState } from "./run-state.js";
import type { Operands, Setting } from "./setting.js";
import type { Token } from "./token.js";
import type { Origin, TokenRun } from "./token-run.js";

export class RunSetting implements Setting {
  readonly macros: MacroTable;
  readonly names: Names;
  readonly expansions: Expansions;
  readonly disabled: Set<Macro>;
  private readonly builtins: BuiltinExpansion;

  constructor(
    private readonly state: RunState,
    pragma: (text: string, token: Token, origin: Origin) => void,
  ) {
    this.macros = state.macros;
    this.names = state.names;
    this.expansions = state.expansions;
    this.disabled = state.disabled;
    this.builtins = new BuiltinExpansion(state, pragma);
  }

  get isStopped(): boolean {
    return this.state.stopped;
  }

  spend(steps: number): boolean {
    return this.state.spend(steps);
  }

  countExpansion(use: number): boolean {
    return this.state.countExpansion(use);
  }

  expandBuiltin(macro: Macro, use: number, operands: Operands): TokenRun {
    return this.builtins.expand(macro, use, operands);
  }

  reportArguments(macro: Macro, use: number, given: number, hasLineHash: boolean): void {
    const name = this.names.text(macro.name);
    const wanted = macro.parameters?.length ?? 0;
    const variadic = macro.shape?.variadic === true ? " or more" : "";
    const takes = `${macro.shape?.variadic === true ? wanted - 1 : wanted}${variadic}`;
    const message = `macro '${name}' is given ${plural(given, "argument")} but takes ${takes}`;
    const hint = hasLineHash ? "a line that starts with # ends an argument: write the # after something else" : null;
    this.report("macro-arguments", message, macro, use, hint);
  }

  reportUnterminated(macro: Macro, use: number): void {
    if (this.state.stopped) return;
    const name = this.names.text(macro.name);
    this.report("macro-unterminated", `the arguments of macro '${name}' are not closed with ')'`, macro, use);
  }

  private report(code: string, message: string, macro: Macro, use: number, hint: string | null = null): void {
    const { state } = this;
    state.reports.error(code, message, state.spanOfUse(use), { hint, related: state.definitionOf(macro) });
  }
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
