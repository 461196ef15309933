/** The value of an `#if` expression, by operator precedence on explicit stacks. */
import { characterLiteral, integerLiteral, type LiteralOutcome } from "./literals.js";
import { CHARACTER, NAME, NUMBER, PUNCTUATOR, STRAY, STRING, type Token, WIDE } from "./token.js";

/**
 * A value, with what went wrong when it was computed. That is no error until the value is known to be needed:
 * `0 && 1 / 0` is 0.
 */
interface Value {
  /** In [-2^63, 2^63), or in [0, 2^64) if unsigned. */
  readonly value: bigint;
  readonly unsigned: boolean;
  readonly fault: Fault | null;
}

export interface Fault {
  readonly message: string;
  readonly hint?: string;
  /** Null for the end of the line. */
  readonly token: Token | null;
}

/** The tokens of the expression with macros expanded and `defined` answered. */
export interface ConditionTokens {
  next(): Token | null;
  warn(message: string, token: Token): void;
}

interface Operator {
  readonly text: string;
  readonly precedence: number;
  readonly token: Token;
}

const OPEN = 0;
/** A question mark that waits for its colon: like an open parenthesis, nothing before it is computed yet. */
const QUESTION = 1;
const CONDITIONAL = 4;
const UNARY = 20;
const BINARY: ReadonlyMap<string, number> = new Map([
  [",", 3],
  ["||", 5],
  ["&&", 6],
  ["|", 7],
  ["^", 8],
  ["&", 9],
  ["==", 10],
  ["!=", 10],
  ["<", 11],
  [">", 11],
  ["<=", 11],
  [">=", 11],
  ["<<", 12],
  [">>", 12],
  ["+", 13],
  ["-", 13],
  ["*", 14],
  ["/", 14],
  ["%", 14],
]);
const UNARY_OPERATORS = new Set(["!", "~", "+", "-"]);

const integer = (value: bigint, unsigned: boolean): Value => ({
  value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value),
  unsigned,
  fault: null,
});
const truth = (value: boolean): Value => integer(value ? 1n : 0n, false);

export interface Answer {
  /** False for an expression that makes no sense. */
  readonly holds: boolean;
  readonly fault: Fault | null;
}

/** @param directive its name, for messages: `#if` or `#elif` */
export function evaluateCondition(tokens: ConditionTokens, directive: string): Answer {
  return new Evaluation(tokens, directive).run();
}

const unfinished = (message: string, token: Token | null): Answer => ({ holds: false, fault: { message, token } });

class Evaluation {
  private readonly values: Value[] = [];
  private readonly operators: Operator[] = [];
  private fault: Fault | null = null;

  constructor(
    private readonly tokens: ConditionTokens,
    private readonly directive: string,
  ) {}

  run(): Answer {
    let wantsOperand = true;
    let last: Token | null = null;
    for (;;) {
      const token = this.tokens.next();
      if (token === null) break;
      wantsOperand = wantsOperand ? this.operand(token) : this.operator(token, last);
      if (this.fault !== null) return { holds: false, fault: this.fault };
      last = token;
    }
    if (last === null) return unfinished(`${this.directive} with no expression`, null);
    if (wantsOperand) return unfinished(`operator '${last.text}' has no right operand`, last);
    this.reduce(OPEN);
    const open = this.operators.at(-1);
    if (open !== undefined) {
      const message = open.precedence === QUESTION ? "'?' without a ':' after it" : "missing ')' in expression";
      return unfinished(message, open.token);
    }
    const [result] = this.values;
    return { holds: result !== undefined && result.value !== 0n, fault: result?.fault ?? null };
  }

  /** @returns whether another operand must follow */
  private operand(token: Token): boolean {
    if (token.kind === NAME) {
      this.values.push(truth(false));
      return false;
    }
    if (token.kind === NUMBER) return this.literal(token, integerLiteral(token.text));
    if (token.kind === CHARACTER || token.kind === WIDE) {
      return token.text.endsWith("'") ? this.literal(token, characterLiteral(token.text)) : this.invalid(token);
    }
    if (token.is("(")) return this.push(token, OPEN);
    if (token.kind === PUNCTUATOR && UNARY_OPERATORS.has(token.text)) return this.push(token, UNARY);
    if (token.is(")")) {
      const before = this.operators.at(-1);
      const empty = before?.precedence === OPEN;
      return this.fail(empty ? "missing expression between '(' and ')'" : "operator has no right operand", token);
    }
    if (BINARY.has(token.text) || token.is("?") || token.is(":")) {
      return this.fail(`operator '${token.text}' has no left operand`, token);
    }
    return this.invalid(token);
  }

  private literal(token: Token, literal: LiteralOutcome): boolean {
    if ("error" in literal) return this.fail(literal.error, token);
    if (literal.warning !== null) this.tokens.warn(literal.warning, token);
    this.values.push(integer(literal.value, literal.unsigned));
    return false;
  }

  private operator(token: Token, last: Token | null): boolean {
    if (token.is(")")) {
      this.reduce(OPEN);
      const open = this.operators.pop();
      if (open === undefined) return this.fail("missing '(' in expression", token);
      return open.precedence === OPEN ? false : this.fail("'?' without a ':' after it", open.token);
    }
    if (token.is("?")) {
      this.reduce(CONDITIONAL);
      return this.push(token, QUESTION);
    }
    if (token.is(":")) {
      this.reduce(OPEN);
      if (this.operators.at(-1)?.precedence !== QUESTION) return this.fail("':' without a '?' before it", token);
      this.operators.pop();
      return this.push(token, CONDITIONAL);
    }
    const precedence = token.kind === PUNCTUATOR ? BINARY.get(token.text) : undefined;
    if (precedence !== undefined) {
      this.reduce(precedence - 1);
      return this.push(token, precedence);
    }
    const startsOperand = token.kind === NAME || token.kind === NUMBER || token.is("(") || token.kind === CHARACTER;
    if (!startsOperand && !UNARY_OPERATORS.has(token.text) && !token.is("#")) return this.invalid(token);
    const call = last?.kind === NAME && token.is("(") ? `: '${last.text}' is not defined` : "";
    return this.fail(`missing binary operator before '${token.text}'${call}`, token);
  }

  private push(token: Token, precedence: number): true {
    this.operators.push({ text: token.text, precedence, token });
    return true;
  }

  private fail(message: string, token: Token, hint?: string): false {
    this.fault = { message, token, ...(hint === undefined ? {} : { hint }) };
    return false;
  }

  private invalid(token: Token): false {
    const what = token.kind === STRING || token.kind === STRAY ? token.text : `'${token.text}'`;
    const hint =
      token.text === "#" ? "'#name(value)' is an assertion, which cpp has dropped: use 'defined(NAME)'" : undefined;
    return this.fail(`${what} is not valid in a preprocessor expression`, token, hint);
  }

  /** Computes everything that binds tighter than `precedence`, up to an open parenthesis or question mark. */
  private reduce(precedence: number): void {
    for (let top = this.operators.at(-1); top !== undefined; top = this.operators.at(-1)) {
      if (top.precedence <= Math.max(precedence, QUESTION)) return;
      this.operators.pop();
      const right = this.values.pop();
      if (right === undefined) return;
      if (top.precedence === UNARY) {
        this.values.push(unary(top.text, right));
        continue;
      }
      const left = this.values.pop();
      if (left === undefined) return;
      if (top.precedence !== CONDITIONAL) {
        this.values.push(binary(top, left, right));
        continue;
      }
      const condition = this.values.pop();
      if (condition !== undefined) this.values.push(conditional(condition, left, right));
    }
  }
}

const withFault = (value: Value, fault: Fault | null): Value => (fault === null ? value : { ...value, fault });

function conditional(condition: Value, yes: Value, no: Value): Value {
  const taken = condition.value !== 0n ? yes : no;
  return withFault(integer(taken.value, yes.unsigned || no.unsigned), condition.fault ?? taken.fault);
}

function unary(operator: string, operand: Value): Value {
  const { value, unsigned, fault } = operand;
  switch (operator) {
    case "!":
      return withFault(truth(value === 0n), fault);
    case "~":
      return withFault(integer(~value, unsigned), fault);
    case "-":
      return withFault(integer(-value, unsigned), fault);
    default:
      return operand;
  }
}

function binary(operator: Operator, left: Value, right: Value): Value {
  const { text } = operator;
  if (text === "&&" && left.value === 0n) return withFault(truth(false), left.fault);
  if (text === "||" && left.value !== 0n) return withFault(truth(true), left.fault);
  const fault = left.fault ?? right.fault;
  if (text === "&&" || text === "||") return withFault(truth(right.value !== 0n), fault);
  if (text === ",") return withFault(right, fault);
  if (text === "<<" || text === ">>") {
    return withFault(shifted(left, text === "<<" ? right.value : -right.value), fault);
  }
  const unsigned = left.unsigned || right.unsigned;
  const a = unsigned ? BigInt.asUintN(64, left.value) : left.value;
  const b = unsigned ? BigInt.asUintN(64, right.value) : right.value;
  // What cpp goes on with after the error is the dividend.
  if ((text === "/" || text === "%") && b === 0n) {
    return withFault(integer(a, unsigned), fault ?? { message: "division by zero", token: operator.token });
  }
  return withFault(arithmetic(text, a, b, unsigned), fault);
}

function arithmetic(operator: string, a: bigint, b: bigint, unsigned: boolean): Value {
  switch (operator) {
    case "*":
      return integer(a * b, unsigned);
    case "/":
      return integer(a / b, unsigned);
    case "%":
      return integer(a % b, unsigned);
    case "+":
      return integer(a + b, unsigned);
    case "-":
      return integer(a - b, unsigned);
    case "&":
      return integer(a & b, unsigned);
    case "^":
      return integer(a ^ b, unsigned);
    case "|":
      return integer(a | b, unsigned);
    default:
      return truth(compares(operator, a, b));
  }
}

function compares(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    case ">=":
      return a >= b;
    case "==":
      return a === b;
    default:
      return a !== b;
  }
}

/** As cpp shifts: by the count's whole value, the sign kept to the right, and zeros (or the sign) beyond 64 bits. */
function shifted({ value, unsigned }: Value, left: bigint): Value {
  if (left >= 64n) return integer(0n, unsigned);
  if (left <= -64n) return integer(value < 0n ? -1n : 0n, unsigned);
  return integer(left >= 0n ? value << left : value >> -left, unsigned);
}
