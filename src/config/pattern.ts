/** Patterns over paths, as the config file writes them. */

/**
 * Whether a `/`-separated path matches: `*` and `?` within a name, `**` over any number of folders. A pattern without a
 * slash is matched against the name alone. Linear in the path for each star, so that no pattern of a stranger's stalls.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (!pattern.includes("/")) return matchesName(names.at(-1) ?? "", pattern);
  const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
  return matchesSequence(
    names,
    parts,
    (name, part) => matchesName(name, part),
    (part) => part === "**",
  );
}

const matchesName = (name: string, pattern: string): boolean =>
  matchesSequence(
    [...name],
    [...pattern],
    (c, p) => p === "?" || c === p,
    (p) => p === "*",
  );

/** The usual two-pointer match: on a mismatch the last star takes one item more. */
function matchesSequence<T, P>(
  items: readonly T[],
  pattern: readonly P[],
  fits: (item: T, part: P) => boolean,
  isStar: (part: P) => boolean,
): boolean {
  let at = 0;
  let part = 0;
  let star = -1;
  let resume = 0;
  while (at < items.length) {
    const item = items[at];
    const want = pattern[part];
    if (want !== undefined && isStar(want)) {
      star = part++;
      resume = at;
    } else if (want !== undefined && item !== undefined && fits(item, want)) {
      at++;
      part++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++resume;
    } else return false;
  }
  return pattern.slice(part).every(isStar);
}
