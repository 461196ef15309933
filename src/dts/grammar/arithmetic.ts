/** dtc's integer arithmetic: unsigned, 64 bits, shifts by 64 and more give 0, comparisons give 0 or 1. */

/** A number while it is below 2^53, else a bigint: most values are small, and bigints are slow. */
export type Integer = number | bigint;

const SMALL = 0x8000_0000;

/** The value of two 32-bit halves. */
export function integerOfHalves(high: number, low: number): Integer {
  if ((high & 0xffe0_0000) === 0) return (high >>> 0) * 0x1_0000_0000 + (low >>> 0);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** The lower 32 bits, signed. */
export const lowHalf = (value: Integer): number =>
  typeof value === "number" ? (value % 0x1_0000_0000) | 0 : Number(BigInt.asIntN(32, value));

/** The upper 32 bits, signed. */
export const highHalf = (value: Integer): number =>
  typeof value === "number" ? Math.floor(value / 0x1_0000_0000) | 0 : Number(BigInt.asIntN(32, value >> 32n));

function compact(value: bigint): Integer {
  const wrapped = BigInt.asUintN(64, value);
  return wrapped <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wrapped) : wrapped;
}

const isZero = (value: Integer): boolean => value === 0 || value === 0n;

export function applyUnary(operator: string, value: Integer): Integer {
  if (operator === "!") return isZero(value) ? 1 : 0;
  return compact(operator === "~" ? ~BigInt(value) : -BigInt(value));
}

export const applyTernary = (condition: Integer, yes: Integer, no: Integer): Integer => (isZero(condition) ? no : yes);

/** Null for a division by zero. */
export function applyBinary(operator: string, left: Integer, right: Integer): Integer | null {
  if (typeof left === "number" && typeof right === "number" && left < SMALL && right < SMALL) {
    const quick = applySmall(operator, left, right);
    if (quick !== undefined) return quick;
  }
  return applyLarge(operator, BigInt(left), BigInt(right));
}

/** Undefined where the result may not be small. */
function applySmall(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left >= right ? left - right : undefined;
    case "|":
      return left | right;
    case "&":
      return left & right;
    case "^":
      return left ^ right;
    case "<<":
      return right < 22 ? left * 2 ** right : undefined;
    case ">>":
      return right < 32 ? left >> right : 0;
    default:
      return undefined;
  }
}

function applyLarge(operator: string, left: bigint, right: bigint): Integer | null {
  const truth = (holds: boolean): number => (holds ? 1 : 0);
  switch (operator) {
    case "||":
      return truth(left !== 0n || right !== 0n);
    case "&&":
      return truth(left !== 0n && right !== 0n);
    case "==":
      return truth(left === right);
    case "!=":
      return truth(left !== right);
    case "<":
      return truth(left < right);
    case ">":
      return truth(left > right);
    case "<=":
      return truth(left <= right);
    case ">=":
      return truth(left >= right);
    case "<<":
      return right < 64n ? compact(left << right) : 0;
    case ">>":
      return right < 64n ? compact(left >> right) : 0;
    case "/":
      return right === 0n ? null : compact(left / right);
    case "%":
      return right === 0n ? null : compact(left % right);
    default:
      return compact(exact(operator, left, right));
  }
}

/** What may leave the 64 bits. */
function exact(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "|":
      return left | right;
    case "&":
      return left & right;
    case "^":
      return left ^ right;
    default:
      throw new RangeError(`no operator '${operator}'`);
  }
}
