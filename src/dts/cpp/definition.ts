/** The reading of macro definitions. */
import { skipBlanks, trimBlanks } from "./chars.js";
import { Lexer } from "./lexer.js";
import { type Definition, Macro, type Part, type Shape } from "./macro.js";
import type { Names } from "./names.js";
import type { Item, Problem, ScannedFile } from "./scanned-file.js";
import { NAME, type Token } from "./token.js";

export interface DefinitionOutcome {
  readonly macro: Macro | null;
  readonly problems: readonly Problem[];
}

/** Reads the rest of a `#define` behind the macro's name. */
export function readDefinition(file: ScannedFile, define: Item, names: Names): DefinitionOutcome {
  return new DefinitionReader(file, define, names).read();
}

const NO_PROBLEMS: readonly Problem[] = [];
const VARIADIC = "__VA_ARGS__";
const OPTIONAL = "__VA_OPT__";

class DefinitionReader {
  private readonly problems: Problem[] = [];
  private readonly lexer: Lexer;
  private readonly parameters = new Map<string, number>();
  private variadic = false;

  constructor(
    private readonly file: ScannedFile,
    private readonly define: Item,
    private readonly names: Names,
  ) {
    this.lexer = new Lexer(file.text, file.removals, names, define.operandsAt, define.end);
  }

  read(): DefinitionOutcome {
    const { define } = this;
    const { text } = this.file;
    const hasParameters = text[define.operandsAt] === "(" && define.operandsAt < define.end;
    if (hasParameters) {
      this.lexer.next();
      if (!this.readParameters()) return { macro: null, problems: this.problems };
    } else if (this.isUnspaced()) {
      this.problem("warning", "macro-name-unspaced", "missing blank after the macro's name", define.operandsAt);
    }
    const start = skipBlanks(text, this.lexer.at, define.end);
    const end = trimBlanks(text, start, define.end);
    const mayPaste = text.slice(start, end).includes("##");
    const shape = hasParameters || mayPaste ? this.readShape(hasParameters, start) : null;
    const macro = shape === undefined ? null : new Macro(define.name, this.definition(start, end), shape, null);
    return { macro, problems: this.problems.length === 0 ? NO_PROBLEMS : this.problems };
  }

  private isUnspaced(): boolean {
    const { operandsAt, end } = this.define;
    return operandsAt < end && skipBlanks(this.file.text, operandsAt, end) === operandsAt;
  }

  private definition(bodyStart: number, bodyEnd: number): Definition {
    const { name, operandsAt } = this.define;
    const nameStart = operandsAt - this.names.text(name).length;
    return { file: this.file, nameStart, nameEnd: operandsAt, bodyStart, bodyEnd };
  }

  private problem(severity: "error" | "warning", code: string, message: string, start: number, end = start + 1): false {
    this.problems.push({ severity, code, message, start, end: Math.max(start, Math.min(end, this.define.end)) });
    return false;
  }

  /** Up to the closing parenthesis. */
  private readParameters(): boolean {
    let token = this.next();
    if (token?.is(")")) return true;
    for (;;) {
      if (token === null) return this.badParameter("expected a parameter's name before the end of the line");
      if (token.is("...")) return this.endVariadic(VARIADIC);
      if (token.kind !== NAME) return this.badParameter(`expected a parameter's name, found '${token.text}'`);
      const name = token.text;
      if (this.parameters.has(name)) return this.badParameter(`duplicate parameter '${name}'`);
      token = this.next();
      if (token?.is("...")) return this.endVariadic(name);
      this.parameters.set(name, this.parameters.size);
      if (token?.is(")")) return true;
      if (!token?.is(",")) {
        const found = token === null ? "before the end of the line" : `, found '${token.text}'`;
        return this.badParameter(token === null ? `expected ')' ${found}` : `expected ',' or ')'${found}`);
      }
      token = this.next();
    }
  }

  private tokenStart = 0;

  private next(): Token | null {
    const token = this.lexer.next();
    this.tokenStart = this.lexer.at - (token?.text.length ?? 0);
    return token;
  }

  private badParameter(message: string): false {
    return this.problem("error", "macro-parameters", message, this.tokenStart, this.lexer.at);
  }

  private endVariadic(name: string): boolean {
    this.parameters.set(name, this.parameters.size);
    this.variadic = true;
    return this.next()?.is(")") === true || this.badParameter("expected ')' after '...'");
  }

  /** Null for a replacement list without operators after all; undefined if it is wrong. */
  private readShape(hasParameters: boolean, bodyAt: number): Shape | null | undefined {
    const body = this.lexer.rest();
    if (!hasParameters && !body.some((token) => token.is("##"))) return null;
    const { parameters, variadic } = this;
    const parts = new PartReader(body, parameters, variadic, hasParameters).read();
    if (typeof parts === "string") {
      this.problem("error", "macro-body", parts, bodyAt, this.define.end);
      return undefined;
    }
    return {
      parameters: hasParameters ? [...parameters.keys()] : null,
      variadic,
      parts,
      expandedParameters: [...expandedParameters(parts, parameters.size - 1)],
    };
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

/** Turns a replacement list into parts. */
class PartReader {
  private at = 0;

  constructor(
    private readonly body: readonly Token[],
    private readonly parameters: ReadonlyMap<string, number>,
    private readonly variadic: boolean,
    private readonly stringifies: boolean,
  ) {}

  /** The parts, or what is wrong. */
  read(): readonly Part[] | string {
    const parts: Part[] = [];
    const failure = this.readInto(parts, 0);
    return failure ?? parts;
  }

  /** @param depth 1 inside `__VA_OPT__(`, up to whose parenthesis is read; 0 outside */
  private readInto(parts: Part[], depth: number): string | null {
    const where = depth === 0 ? "a macro expansion" : "__VA_OPT__";
    let parentheses = depth;
    for (let token = this.body[this.at]; token !== undefined; token = this.body[this.at]) {
      if (depth > 0 && token.is("(")) parentheses++;
      if (depth > 0 && token.is(")") && --parentheses === 0) {
        return parts.at(-1)?.pasted === true ? `'##' cannot stand at either end of ${where}` : null;
      }
      this.at++;
      if (token.is("##")) {
        const last = parts.at(-1);
        if (last === undefined || (depth === 0 && this.at === this.body.length)) {
          return `'##' cannot stand at either end of ${where}`;
        }
        last.pasted = true;
        continue;
      }
      const part = this.part(token, depth);
      if (typeof part === "string") return part;
      parts.push(part);
    }
    return depth === 0 ? null : "unterminated __VA_OPT__";
  }

  private part(first: Token, depth: number): Part | string {
    const next = this.body[this.at];
    const operand = this.stringifies && first.is("#") && next !== undefined && this.isOperand(next) ? next : first;
    const stringified = operand !== first;
    if (stringified) this.at++;
    const parameter = operand.kind === NAME ? (this.parameters.get(operand.text) ?? -1) : -1;
    const part = { token: operand, parameter, stringified, spaced: first.spaced, pasted: false, optional: null };
    if (!this.isOptional(operand)) return part;
    if (depth > 0) return "__VA_OPT__ may not stand in a __VA_OPT__";
    if (!this.body[this.at]?.is("(")) return "unterminated __VA_OPT__";
    this.at++;
    const optional: Part[] = [];
    const failure = this.readInto(optional, 1);
    this.at++;
    return failure ?? { ...part, optional };
  }

  private isOptional(token: Token): boolean {
    return this.variadic && token.kind === NAME && token.text === OPTIONAL;
  }

  /** In assembler mode a # before anything else is a # : `#address-cells`. */
  private isOperand(token: Token): boolean {
    return token.kind === NAME && (this.parameters.has(token.text) || this.isOptional(token));
  }
}
