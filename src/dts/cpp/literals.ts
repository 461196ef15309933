/** Numbers and character constants in `#if`, with the types that cpp gives them: intmax_t or uintmax_t of 64 bits. */

interface Literal {
  /** Reduced to 64 bits, signed or not as `unsigned` says. */
  readonly value: bigint;
  readonly unsigned: boolean;
  readonly warning: string | null;
}

export type LiteralOutcome = Literal | { readonly error: string };

const INTEGER = /^(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|(0[0-9]*)|([1-9][0-9]*))(.*)$/;
const SUFFIX = /^(?:[uU]?(?:l|L|ll|LL)|(?:l|L|ll|LL)[uU]|[uU])$/;
const MAX_SIGNED = (1n << 63n) - 1n;
const MAX_UNSIGNED = (1n << 64n) - 1n;

export function integerLiteral(text: string): LiteralOutcome {
  if (isFloating(text)) return { error: "floating constant in preprocessor expression" };
  const [, hex, binary, octal, decimal, suffix = ""] = INTEGER.exec(text) ?? [];
  if (suffix !== "" && !SUFFIX.test(suffix)) {
    if (/^[uUlL]*[ij]/.test(suffix)) return { error: "imaginary number in preprocessor expression" };
    const digit = binary !== undefined ? /^[2-9]/.exec(suffix)?.[0] : undefined;
    return {
      error:
        digit === undefined
          ? `invalid suffix '${suffix}' on integer constant`
          : `invalid digit '${digit}' in binary constant`,
    };
  }
  if (octal !== undefined && /[89]/.test(octal)) {
    return { error: `invalid digit '${/[89]/.exec(octal)?.[0]}' in octal constant` };
  }
  const value = magnitude(hex, binary, octal, decimal);
  if (value === null) return { error: `'${text}' is not an integer constant` };
  return typed(value, /[uU]/.test(suffix), decimal !== undefined);
}

/** Digits are cut to what can matter: a number of a million digits must not take a second. */
function magnitude(hex?: string, binary?: string, octal?: string, decimal?: string): bigint | null {
  if (hex !== undefined) return BigInt(`0x0${significant(hex)}`);
  if (binary !== undefined) return BigInt(`0b0${significant(binary)}`);
  if (octal !== undefined) return BigInt(`0o0${significant(octal)}`);
  if (decimal === undefined) return null;
  return BigInt(decimal.length > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : decimal);
}

const MOST_DIGITS = 100;

/** The low digits, kept too long where the number is too large, so that this is still seen. */
const significant = (digits: string): string =>
  digits.length <= MOST_DIGITS
    ? digits
    : `${/[1-9a-fA-F]/.test(digits.slice(0, -MOST_DIGITS)) ? "1" : ""}${digits.slice(-MOST_DIGITS)}`;

function typed(value: bigint, suffixed: boolean, decimal: boolean): Literal {
  if (value > MAX_UNSIGNED) {
    return { value: BigInt.asUintN(64, value), unsigned: true, warning: "integer constant is too large for its type" };
  }
  if (suffixed || value > MAX_SIGNED) {
    const warning = !suffixed && decimal ? "integer constant is so large that it is unsigned" : null;
    return { value, unsigned: true, warning };
  }
  return { value, unsigned: false, warning: null };
}

function isFloating(text: string): boolean {
  return text.includes(".") || (/^0[xX]/.test(text) ? /[pP]/.test(text) : /^[0-9]+[eE]/.test(text));
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  e: 27,
  E: 27,
};
const CHARACTERS = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]+)|(x)|([\s\S]))|([^\\])/gu;

/** @param text with its quotes, and the prefix L for a wide one */
export function characterLiteral(text: string): LiteralOutcome {
  const wide = text.startsWith("L");
  const body = text.slice(wide ? 2 : 1, -1);
  const units: number[] = [];
  for (const [, octal, hex, emptyHex, escaped, plain = ""] of body.matchAll(CHARACTERS)) {
    if (emptyHex !== undefined) return { error: "\\x without hexadecimal digits" };
    if (octal !== undefined) units.push(Number.parseInt(octal, 8));
    else if (hex !== undefined) units.push(Number.parseInt(hex.slice(-8), 16));
    else if (escaped !== undefined) units.push(SIMPLE_ESCAPES[escaped] ?? escaped.codePointAt(0) ?? 0);
    else if (wide) units.push(plain.codePointAt(0) ?? 0);
    else units.push(...encoder.encode(plain));
  }
  if (units.length === 0) return { error: "empty character constant" };
  return wide ? wideValue(units) : narrowValue(units);
}

const encoder = new TextEncoder();

/** wchar_t is a signed integer of 32 bits; of several characters the last counts. */
function wideValue(units: readonly number[]): Literal {
  const warning = units.length > 1 ? "character constant too long for its type" : null;
  return { value: BigInt.asIntN(32, BigInt(units.at(-1) ?? 0)), unsigned: false, warning };
}

/** One character is a signed char; several make an int, the first in the highest byte. */
function narrowValue(units: readonly number[]): Literal {
  if (units.length === 1) return { value: BigInt.asIntN(8, BigInt(units[0] ?? 0)), unsigned: false, warning: null };
  let value = 0;
  for (const unit of units) value = (value << 8) | (unit & 0xff);
  const warning = units.length > 4 ? "character constant too long for its type" : "multi-character character constant";
  return { value: BigInt(value), unsigned: false, warning };
}
