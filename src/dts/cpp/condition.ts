/** The value of an `#if` expression, by operator precedence on explicit stacks. */
import { characterLiteral, integerLiteral, type LiteralOutcome } from "./literals.js";
import { CHARACTER, NAME, NUMBER, PUNCTUATOR, STRAY, STRING, type Token, WIDE } from "./token.js";

/**
 * A value, or what went wrong when it was computed. Wrong is no more than a value until it is known to be needed:
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

/** @param directive its name, for messages: `#if` or `#elif` */
export function evaluateCondition(tokens: ConditionTokens, directive: string): boolean | Fault {
  return new Evaluation(tokens, directive).run();
}

class Evaluation {
  private readonly values: Value[] = [];
  private readonly operators: Operator[] = [];
  private fault: Fault | null = null;

  constructor(
    private readonly tokens: ConditionTokens,
    private readonly directive: string,
  ) {}

  run(): boolean | Fault {
    let wantsOperand = true;
    let last: Token | null = null;
    for (;;) {
      const token = this.tokens.next();
      if (token === null) break;
      wantsOperand = wantsOperand ? this.operand(token) : this.operator(token, last);
      if (this.fault !== null) return this.fault;
      last = token;
    }
    if (last === null) return { message: `${this.directive} with no expression`, token: null };
    if (wantsOperand) return { message: `operator '${last.text}' has no right operand`, token: last };
    this.reduce(OPEN);
    const open = this.operators.at(-1);
    if (open !== undefined) {
      const message = open.precedence === QUESTION ? "'?' without a ':' behind it" : "missing ')' in expression";
      return { message, token: open.token };
    }
    const result = this.values[0];
    return result === undefined ? { message: "no value", token: null } : (result.fault ?? result.value !== 0n);
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
      return open.precedence === OPEN ? false : this.fail("'?' without a ':' behind it", open.token);
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

  private fail(message: string, token: Token): false {
    this.fault = { message, token };
    return false;
  }

  private invalid(token: Token): false {
    const what = token.kind === STRING || token.kind === STRAY ? token.text : `'${token.text}'`;
    return this.fail(`${what} is not valid in a preprocessor expression`, token);
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

function conditional(condition: Value, yes: Value, no: Value): Value {
  if (condition.fault !== null) return condition;
  const taken = condition.value !== 0n ? yes : no;
  return taken.fault === null ? integer(taken.value, yes.unsigned || no.unsigned) : taken;
}

function unary(operator: string, operand: Value): Value {
  if (operand.fault !== null) return operand;
  const { value, unsigned } = operand;
  switch (operator) {
    case "!":
      return truth(value === 0n);
    case "~":
      return integer(~value, unsigned);
    case "-":
      return integer(-value, unsigned);
    default:
      return operand;
  }
}

function binary(operator: Operator, left: Value, right: Value): Value {
  if (left.fault !== null) return left;
  const { text } = operator;
  if (text === "&&" && left.value === 0n) return truth(false);
  if (text === "||" && left.value !== 0n) return truth(true);
  if (right.fault !== null) return right;
  if (text === "&&" || text === "||") return truth(right.value !== 0n);
  if (text === ",") return right;
  if (text === "<<" || text === ">>") return shifted(left, text === "<<" ? right.value : -right.value);
  const unsigned = left.unsigned || right.unsigned;
  const [a, b] = unsigned
    ? [BigInt.asUintN(64, left.value), BigInt.asUintN(64, right.value)]
    : [left.value, right.value];
  if ((text === "/" || text === "%") && b === 0n) {
    return { value: 0n, unsigned, fault: { message: "division by zero", token: operator.token } };
  }
  return arithmetic(text, a, b, unsigned);
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
