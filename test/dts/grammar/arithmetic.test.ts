import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyBinary, applyUnary, highHalf, integerOfHalves, lowHalf } from "../../../src/dts/grammar/arithmetic.js";
import { ExpressionStack } from "../../../src/dts/grammar/expression.js";
import { DtsParser } from "../../../src/dts/grammar/parser.js";
import { propertyOf, treeOf } from "../parse/parsed.js";

const U64 = (1n << 64n) - 1n;
const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const truth = (holds: boolean): bigint => (holds ? 1n : 0n);

/** What the operators mean, in bigints alone. */
const meaning: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => wrap(a + b),
  "-": (a, b) => wrap(a - b),
  "*": (a, b) => wrap(a * b),
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "<<": (a, b) => (b < 64n ? wrap(a << b) : 0n),
  ">>": (a, b) => (b < 64n ? a >> b : 0n),
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "&&": (a, b) => truth(a !== 0n && b !== 0n),
  "||": (a, b) => truth(a !== 0n || b !== 0n),
  "==": (a, b) => truth(a === b),
  "!=": (a, b) => truth(a !== b),
  "<": (a, b) => truth(a < b),
  ">": (a, b) => truth(a > b),
  "<=": (a, b) => truth(a <= b),
  ">=": (a, b) => truth(a >= b),
};

/** Numbers of every size, and those where representations change. */
const numbers = fc.oneof(
  fc.bigInt({ min: 0n, max: U64 }),
  fc.bigInt({ min: 0n, max: 100n }),
  fc.constantFrom(
    0n,
    1n,
    31n,
    32n,
    63n,
    64n,
    (1n << 31n) - 1n,
    1n << 31n,
    (1n << 32n) - 1n,
    (1n << 53n) - 1n,
    1n << 53n,
    U64,
  ),
);

const integer = (value: bigint) =>
  integerOfHalves(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));

describe("64-bit arithmetic", () => {
  it("keeps every bit of a number", () => {
    fc.assert(
      fc.property(numbers, (value) => {
        const kept = integer(value);
        expect(BigInt(kept)).toBe(value);
        expect((BigInt(highHalf(kept) >>> 0) << 32n) | BigInt(lowHalf(kept) >>> 0)).toBe(value);
      }),
    );
  });

  it.each(Object.keys(meaning))("%s is what bigints say", (operator) => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const result = applyBinary(operator, integer(a), integer(b));
        const isUndefined = (operator === "/" || operator === "%") && b === 0n;
        expect(result === null ? null : BigInt(result)).toBe(isUndefined ? null : meaning[operator]?.(a, b));
      }),
    );
  });

  it("has unary operators", () => {
    fc.assert(
      fc.property(numbers, (value) => {
        expect(BigInt(applyUnary("~", integer(value)))).toBe(wrap(~value));
        expect(BigInt(applyUnary("-", integer(value)))).toBe(wrap(-value));
        expect(BigInt(applyUnary("!", integer(value)))).toBe(truth(value === 0n));
      }),
    );
  });
});

/** Expressions as text, each with the value that its shape gives it. */
interface Expression {
  readonly text: string;
  readonly value: bigint;
}

const expressions = fc.letrec<{ expression: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.bigInt({ min: 0n, max: U64 }).map((value) => ({ text: `0x${value.toString(16)}`, value })),
  expression: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.tuple(tie("expression"), fc.constantFrom(...Object.keys(meaning)), tie("expression")).map(([a, operator, b]) => {
      const isUndefined = (operator === "/" || operator === "%") && b.value === 0n;
      const used = isUndefined ? "+" : operator;
      return { text: `(${a.text} ${used} ${b.text})`, value: meaning[used]?.(a.value, b.value) ?? 0n };
    }),
    fc
      .tuple(tie("expression"), tie("expression"), tie("expression"))
      .map(([c, a, b]) => ({ text: `(${c.text} ? ${a.text} : ${b.text})`, value: c.value === 0n ? b.value : a.value })),
    tie("expression").map((a) => ({ text: `(~${a.text})`, value: wrap(~a.value) })),
  ),
}));

it("evaluates nested expressions in source", () => {
  fc.assert(
    fc.property(expressions.expression, ({ text, value }) => {
      const { value: bytes } = propertyOf(treeOf(`/dts-v1/; / { p = /bits/ 64 <(${text})>; };`), "/", "p");
      expect(Buffer.from(bytes).readBigUInt64BE()).toBe(value);
    }),
  );
});

it.each([
  ["1 + 2 * 3", 7n],
  ["10 - 5 - 2", 3n],
  ["1 << 2 + 1", 8n],
  ["1 | 2 ^ 3 & 4 == 5 < 6 >> 1", 3n],
  ["1 || 0 && 0", 1n],
  ["0 ? 1 : 1 ? 2 : 3", 2n],
  ["1 ? 0 ? 4 : 5 : 6", 5n],
  ["-1 + 2", 1n],
  ["!1 == 0", 1n],
  ["- - 5", 5n],
])("%s binds as in C", (text, value) => {
  const { value: bytes } = propertyOf(treeOf(`/dts-v1/; / { p = /bits/ 64 <(${text})>; };`), "/", "p");
  expect(Buffer.from(bytes).readBigUInt64BE()).toBe(value);
});

it("says where an expression divides by zero, in branches that are not taken as well", () => {
  const places: number[][] = [];
  const stack = new ExpressionStack({
    divisionByZero: (start, end) => places.push([start, end]),
    unpairedTernary: () => {},
  });
  stack.open(0, 1);
  stack.operand(0, 1, 2);
  stack.binary("&&", 2, 4);
  stack.operand(1, 4, 5);
  stack.binary("/", 5, 6);
  stack.operand(0, 6, 7);
  stack.close(8);
  expect(stack.result()).toBe(0);
  expect(places).toEqual([[4, 7]]);
});

it("has a grammar without ambiguities", () => {
  expect(() => new DtsParser(true)).not.toThrow();
});
