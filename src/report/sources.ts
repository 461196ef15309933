/** Which files an analysis rests on, with a hash each: the same hashes give the same report. */
import type { SourceHash } from "./analysis.js";

/** Path and bytes. */
type Files = Iterable<readonly [string, Uint8Array]>;

/** Paths whose part is known; every other file was included by one of them. */
export interface NamedSources {
  readonly input: string;
  readonly plan: string | null;
  readonly overlays: readonly string[];
}

/** Every file that was read, in the order of reading. */
export const hashFiles = (files: Files, named: NamedSources): Promise<SourceHash[]> =>
  Promise.all(
    [...files].map(async ([file, bytes]) => ({ file, role: roleOf(file, named), sha256: await sha256(bytes) })),
  );

function roleOf(file: string, named: NamedSources): SourceHash["role"] {
  if (file === named.input) return "input";
  if (file === named.plan) return "plan";
  return named.overlays.includes(file) ? "overlay" : "include";
}

/** A folder holds a file for each property: one hash over their names and hashes stands for them all. */
export async function hashFolder(files: Files, named: NamedSources): Promise<SourceHash[]> {
  const below = `${named.input.replace(/\/+$/, "")}/`;
  const hashes = await hashFiles(files, named);
  const list = hashes
    .filter((hash) => hash.file.startsWith(below))
    .map((hash) => `${hash.sha256}  ${hash.file.slice(below.length)}\n`);
  const whole = await sha256(new TextEncoder().encode(list.join("")));
  const others = hashes.filter((hash) => !hash.file.startsWith(below));
  return [{ file: named.input, role: "input", sha256: whole }, ...others];
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
