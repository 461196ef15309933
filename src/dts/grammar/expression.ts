/** The value of an integer expression while it is parsed: operators wait on a stack until one that binds less comes. */
import { applyBinary, applyTernary, applyUnary, type Integer } from "./arithmetic.js";

/** What can go wrong, with the offsets of the operation. */
export interface ExpressionProblems {
  divisionByZero(start: number, end: number): void;
  /** A `?` without its `:`, or a `:` without its `?`. */
  unpairedTernary(start: number, end: number, missing: "?" | ":"): void;
}

/** C's, from loose to tight. `?` and `:` bind least; `(` is a wall. */
const PRECEDENCE: Readonly<Record<string, number>> = {
  "(": 0,
  "?": 1,
  ":": 1,
  "||": 2,
  "&&": 3,
  "|": 4,
  "^": 5,
  "&": 6,
  "==": 7,
  "!=": 7,
  "<": 8,
  ">": 8,
  "<=": 8,
  ">=": 8,
  "<<": 9,
  ">>": 9,
  "+": 10,
  "-": 10,
  "*": 11,
  "/": 11,
  "%": 11,
};
const UNARY = 12;

interface Operator {
  readonly text: string;
  readonly precedence: number;
  readonly start: number;
  readonly end: number;
}

interface Operand {
  readonly value: Integer;
  readonly start: number;
  readonly end: number;
}

export class ExpressionStack {
  private readonly operators: Operator[] = [];
  private readonly operands: Operand[] = [];

  constructor(private readonly problems: ExpressionProblems) {}

  /** Forgets what an error left unfinished. */
  reset(): void {
    // Setting a length is slow, and nearly always there is nothing to forget.
    if (this.operators.length > 0) this.operators.length = 0;
    if (this.operands.length > 0) this.operands.length = 0;
  }

  operand(value: Integer, start: number, end: number): void {
    this.operands.push({ value, start, end });
  }

  unary(text: string, start: number, end: number): void {
    this.operators.push({ text, precedence: UNARY, start, end });
  }

  binary(text: string, start: number, end: number): void {
    const precedence = PRECEDENCE[text] ?? 0;
    this.reduceWhile((top) => top.precedence >= precedence);
    this.operators.push({ text, precedence, start, end });
  }

  question(start: number, end: number): void {
    this.reduceWhile((top) => top.precedence > 1);
    this.operators.push({ text: "?", precedence: 1, start, end });
  }

  /** Turns the `?` it belongs to into an operator of three operands. */
  colon(start: number, end: number): void {
    this.reduceWhile((top) => top.precedence > 1 || top.text === ":");
    if (this.operators.at(-1)?.text === "?") {
      this.operators.pop();
      this.operators.push({ text: ":", precedence: 1, start, end });
    } else {
      this.problems.unpairedTernary(start, end, "?");
      this.operands.pop();
    }
  }

  open(start: number, end: number): void {
    this.operators.push({ text: "(", precedence: 0, start, end });
  }

  /** Ends what the last `open` began: its value becomes an operand. */
  close(end: number): void {
    this.reduceWhile((top) => top.precedence > 1 || top.text === ":");
    for (let top = this.operators.pop(); top !== undefined && top.text !== "("; top = this.operators.pop()) {
      this.problems.unpairedTernary(top.start, top.end, ":");
      this.operands.pop();
      this.reduceWhile((below) => below.precedence > 1 || below.text === ":");
    }
    const value = this.popOperand();
    this.operands.push({ ...value, end });
  }

  /** The value of the whole expression, once everything is closed. */
  result(): Integer {
    return this.popOperand().value;
  }

  private reduceWhile(binds: (top: Operator) => boolean): void {
    for (let top = this.operators.at(-1); top !== undefined && binds(top); top = this.operators.at(-1)) {
      this.operators.pop();
      this.operands.push(this.apply(top));
    }
  }

  private apply({ text, precedence, start }: Operator): Operand {
    const last = this.popOperand();
    if (precedence === UNARY) return { value: applyUnary(text, last.value), start, end: last.end };
    const middle = this.popOperand();
    if (text === ":") {
      const condition = this.popOperand();
      const value = applyTernary(condition.value, middle.value, last.value);
      return { value, start: condition.start, end: last.end };
    }
    const value = applyBinary(text, middle.value, last.value);
    if (value === null) this.problems.divisionByZero(middle.start, last.end);
    return { value: value ?? 0, start: middle.start, end: last.end };
  }

  /** A syntax error may have left too few: its message is all that matters then. */
  private popOperand(): Operand {
    return this.operands.pop() ?? { value: 0, start: 0, end: 0 };
  }
}
