/** The options of a run, as its shards compare them. */
import type { Shard } from "../../parts.js";

/** What changes nothing that is found: how it is printed, by how many, and where analyses are kept. */
const NO_MATTER: ReadonlySet<string> = new Set([
  "cache",
  "cacheDir",
  "color",
  "format",
  "jobs",
  "only",
  "output",
  "quiet",
  "shard",
  "sort",
  "verbose",
]);

export const askedOptions = (values: object): Shard["asked"] =>
  Object.entries(values)
    .filter(([key]) => !NO_MATTER.has(key))
    .map(([key, value]) => ({
      option: `--${key.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`,
      value: said(value),
    }))
    .sort((a, b) => (a.option < b.option ? -1 : 1));

function said(value: unknown): string {
  if (Array.isArray(value)) return value.map(said).join(" ");
  // A kernel is known by its text.
  return typeof value === "object" && value !== null && "text" in value ? String(value.text) : String(value);
}
