/** Directives other than conditionals and includes, and the way to those. */
import { skipBlanks, trimBlanks } from "./chars.js";
import { Conditionals, directiveName } from "./conditionals.js";
import { readDefinition } from "./definition.js";
import { Expander } from "./expander.js";
import type { FileFrame } from "./file-frame.js";
import { Inclusion } from "./inclusion.js";
import { Lexer } from "./lexer.js";
import { LineFeed } from "./line-feed.js";
import { isSameDefinition } from "./macro.js";
import { executePragma } from "./pragmas.js";
import type { RunState } from "./run-state.js";
import * as item from "./scanned-file.js";
import { type Item, isConditional } from "./scanned-file.js";
import type { Setting } from "./setting.js";
import { NUMBER, PADDING, STRING, type Token } from "./token.js";

/** C11 6.10.4: the largest number that `#line` takes. */
const MOST_LINES = 2_147_483_647;

export class Directives {
  private readonly conditionals: Conditionals;
  private readonly inclusion: Inclusion;
  /** No macro can have this name (C11 6.10.8.4). */
  private readonly definedName: number;

  constructor(
    private readonly state: RunState,
    private readonly setting: Setting,
  ) {
    this.conditionals = new Conditionals(state, setting, (frame, directive) => this.warnExtra(frame, directive));
    this.inclusion = new Inclusion(state, setting);
    this.definedName = state.names.id("defined");
  }

  execute(frame: FileFrame, directive: Item): void {
    if (isConditional(directive.kind)) {
      this.conditionals.execute(frame, directive);
      return;
    }
    switch (directive.kind) {
      case item.DEFINE:
        this.define(frame, directive);
        return;
      case item.UNDEF:
        this.undefine(frame, directive);
        return;
      case item.INCLUDE:
      case item.INCLUDE_NEXT:
      case item.IMPORT:
        this.inclusion.execute(frame, directive);
        return;
      case item.ERROR:
      case item.WARNING:
        this.message(frame, directive);
        return;
      case item.LINE:
        this.line(frame, directive);
        return;
      case item.PRAGMA:
        executePragma(this.state, operands(frame, directive), this.span(frame, directive));
        return;
      case item.ASSERT:
      case item.UNASSERT:
        this.error("assertion", "assertions, a deprecated extension, are not supported", frame, directive);
    }
  }

  endOfFile(frame: FileFrame): void {
    this.conditionals.finish(frame);
  }

  private define(frame: FileFrame, directive: Item): void {
    const { macros, names, reports } = this.state;
    if (!this.isMacroName(frame, directive)) return;
    if (directive.problems === null) {
      const { macro, problems } = readDefinition(frame.file, directive, names);
      directive.macro = macro;
      directive.problems = problems;
    }
    for (const { severity, code, message, start, end } of directive.problems) {
      reports[severity](code, message, this.state.spanIn(frame, start, end));
    }
    const { macro } = directive;
    if (macro === null) return;
    const previous = macros.find(macro.name);
    if (previous !== null && !isSameDefinition(previous, macro, names)) {
      const message = `'${names.text(macro.name)}' is defined again, differently`;
      const related = this.state.definitionOf(previous);
      reports.warning("macro-redefined", message, this.nameSpan(frame, directive), { related });
    }
    macros.define(macro, frame.reading);
  }

  private undefine(frame: FileFrame, directive: Item): void {
    if (!this.isMacroName(frame, directive)) return;
    this.warnExtra(frame, directive);
    const { macros, names, reports } = this.state;
    if (macros.find(directive.name)?.builtin) {
      const message = `'${names.text(directive.name)}' is built in and undefined now`;
      reports.warning("builtin-undefined", message, this.nameSpan(frame, directive));
    }
    macros.undefine(directive.name);
  }

  private isMacroName(frame: FileFrame, directive: Item): boolean {
    if (directive.name >= 0 && directive.name !== this.definedName) return true;
    const name = directiveName(frame, directive);
    const text = operands(frame, directive);
    const message =
      directive.name >= 0
        ? "'defined' cannot be a macro's name"
        : text === ""
          ? `'${name}' must name a macro`
          : `a macro's name must be an identifier`;
    this.error("macro-name", message, frame, directive);
    return false;
  }

  private message(frame: FileFrame, directive: Item): void {
    const isError = directive.kind === item.ERROR;
    const text = operands(frame, directive).replace(/[ \t\v\f\0]+/g, " ");
    const message = `${directiveName(frame, directive)}${text === "" ? "" : ` ${text}`}`;
    this.state.reports[isError ? "error" : "warning"](
      isError ? "error-directive" : "warning-directive",
      message,
      this.span(frame, directive),
    );
  }

  /** `#line NUMBER ["FILE"]`: what `__LINE__` and `__FILE__` say from the next line on; positions stay the file's. */
  private line(frame: FileFrame, directive: Item): void {
    this.state.units?.spoil();
    const { text, removals, source } = frame.file;
    const tokens = new Lexer(text, removals, this.state.names, directive.operandsAt, directive.end).rest();
    const [number, name, extra] = this.expanded(frame, tokens);
    if (number?.kind !== NUMBER || !/^[0-9]+$/.test(number.text)) {
      this.error("line-number", "'#line' needs a decimal number", frame, directive);
      return;
    }
    if (name !== undefined && name.kind !== STRING) {
      this.error("line-file", "'#line' needs a file name in quotes after the number", frame, directive);
      return;
    }
    const value = Number(number.text);
    if (value === 0 || value > MOST_LINES || extra !== undefined) {
      const message = extra === undefined ? "line number out of range" : "extra text after '#line'";
      this.state.reports.warning("line-number", message, this.span(frame, directive));
    }
    const { end } = this.state.spanIn(frame, directive.end, directive.end);
    frame.lineShift = value - (source.positionAt(end).line + 1);
    if (name !== undefined) frame.presumedName = name.text.slice(1, -1).replace(/\\(["\\])/g, "$1");
  }

  private expanded(frame: FileFrame, tokens: readonly Token[]): readonly Token[] {
    const expander = new Expander(this.setting, new LineFeed(tokens, ~frame.reading));
    const out: Token[] = [];
    for (let token = expander.next(); token !== null; token = expander.next()) {
      if (token.kind !== PADDING) out.push(token);
    }
    return out;
  }

  /** Text behind the operands that a directive takes. */
  private warnExtra(frame: FileFrame, directive: Item): void {
    const { text } = frame.file;
    const at = skipBlanks(text, directive.operandsAt, directive.end);
    if (at >= directive.end) return;
    const message = `extra text after '${directiveName(frame, directive)}'`;
    this.state.reports.warning("extra-tokens", message, this.state.spanIn(frame, at, directive.end));
  }

  private span(frame: FileFrame, directive: Item) {
    return this.state.spanIn(frame, directive.start, directive.end);
  }

  private nameSpan(frame: FileFrame, directive: Item) {
    const { operandsAt, name } = directive;
    return this.state.spanIn(frame, operandsAt - this.state.names.text(name).length, operandsAt);
  }

  private error(code: string, message: string, frame: FileFrame, directive: Item): void {
    this.state.reports.error(code, message, this.span(frame, directive));
  }
}

/** The text behind the directive's name. */
function operands(frame: FileFrame, directive: Item): string {
  const { text } = frame.file;
  const start = skipBlanks(text, directive.operandsAt, directive.end);
  return text.slice(start, trimBlanks(text, start, directive.end));
}
