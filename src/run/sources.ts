/** Which files an analysis rests on, with a hash each: the same hashes give the same report. */
import { StoredFile } from "../base/stored-file.js";

/** A file that a result rests on. */
export interface SourceHash {
  readonly file: string;
  readonly role: "input" | "overlay" | "include" | "plan";
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

type Files = Iterable<StoredFile>;

/** Paths whose part is known; every other file was included by one of them. */
export interface NamedSources {
  readonly input: string;
  readonly plans: readonly string[];
  readonly overlays: readonly string[];
}

/** Every file that was read, in the order of reading. */
export const hashFiles = (files: Files, named: NamedSources): Promise<SourceHash[]> =>
  Promise.all(
    [...files].map(async (file) => ({
      file: file.path,
      role: roleOf(file.path, named),
      sha256: await file.sha256(),
    })),
  );

function roleOf(file: string, named: NamedSources): SourceHash["role"] {
  if (file === named.input) return "input";
  if (named.plans.includes(file)) return "plan";
  return named.overlays.includes(file) ? "overlay" : "include";
}

/** A folder holds a file for each property: one hash over their names and hashes stands for them all. */
export async function hashFolder(files: Files, named: NamedSources): Promise<SourceHash[]> {
  const below = `${named.input.replace(/\/+$/, "")}/`;
  const hashes = await hashFiles(files, named);
  const list = hashes
    .filter((hash) => hash.file.startsWith(below))
    .map((hash) => `${hash.sha256}  ${hash.file.slice(below.length)}\n`);
  const whole = await new StoredFile(named.input, new TextEncoder().encode(list.join(""))).sha256();
  const others = hashes.filter((hash) => !hash.file.startsWith(below));
  return [{ file: named.input, role: "input", sha256: whole }, ...others];
}
