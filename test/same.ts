/** Comparisons for loops that make a hundred thousand of them: `expect` is asked where two differ, for its words. */
import { expect } from "vitest";

/** Numbers, strings, booleans, bigints and null. */
export function expectSame<T extends number | string | boolean | bigint | null | undefined>(got: T, expected: T): void {
  if (!Object.is(got, expected)) expect(got).toBe(expected);
}
