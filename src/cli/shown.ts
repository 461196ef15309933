/** Results with paths as the user knows them: `REV:path`, as git writes it, where inside it is `REV:/path`. */
import type { Revisions } from "./git.js";

/** A source's own words are no paths. */
const NOT_PATHS: ReadonlySet<string> = new Set(["excerpt"]);

/** @param result plain, of whatever depth; what its parts share stays shared. The same where no revision was read */
export function withShownPaths<T>(result: T, files: Revisions): T {
  const prefixes = files.revisions.map((revision) => `${revision}:/`);
  if (prefixes.length === 0) return result;
  const done = new Map<object, unknown>();
  const shown = (value: unknown): unknown => {
    if (typeof value === "string") return shownText(value, prefixes);
    if (typeof value !== "object" || value === null) return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) return kept(value, value.map(shown));
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const entries = Object.entries(value).map(([key, part]) => [key, NOT_PATHS.has(key) ? part : shown(part)]);
    return kept(value, Object.fromEntries(entries));
  };
  const kept = (value: object, copy: unknown): unknown => {
    done.set(value, copy);
    return copy;
  };
  // Nothing but texts has changed.
  return shown(result) as T;
}

/** Also in the middle of a message. */
function shownText(text: string, prefixes: readonly string[]): string {
  let shown = text;
  for (const prefix of prefixes) {
    if (shown.includes(prefix)) shown = shown.replaceAll(`/${prefix}`, prefix).replaceAll(prefix, prefix.slice(0, -1));
  }
  return shown;
}
