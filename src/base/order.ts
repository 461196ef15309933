/** Orders that do not depend on a locale, so that every output is the same on every machine. */

/** By UTF-16 code units. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What stands further in front in `order` comes first; what is not in it, last. */
export function byPlaceIn<K>(order: readonly K[]): <T>(key: (value: T) => K | undefined) => (a: T, b: T) => number {
  const places = new Map<K | undefined, number>(order.map((one, place) => [one, place]));
  const placeOf = (key: K | undefined): number => places.get(key) ?? order.length;
  return (key) => (a, b) => placeOf(key(a)) - placeOf(key(b));
}

export const by =
  <T>(key: (value: T) => string) =>
  (a: T, b: T): number =>
    compareText(key(a), key(b));
