/** Orders that do not depend on a locale, so that every output is the same on every machine. */

/** By UTF-16 code units. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const by =
  <T>(key: (value: T) => string) =>
  (a: T, b: T): number =>
    compareText(key(a), key(b));
