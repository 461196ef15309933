/** Which files an analysis rests on, with a hash each: the same hashes give the same report. */
import type { SourceHash } from "./analysis.js";

/** Every file that was read: the input, the plan, and what the input includes. */
export const hashFiles = (
  files: Iterable<readonly [string, Uint8Array]>,
  input: string,
  plan: string | null,
): Promise<SourceHash[]> =>
  Promise.all(
    [...files].map(async ([file, bytes]) => {
      const role = file === input ? "input" : file === plan ? "plan" : "include";
      return { file, role, sha256: await sha256(bytes) } as const;
    }),
  );

/** A folder holds a file for each property: one hash over their names and hashes stands for them all. */
export async function hashFolder(
  files: Iterable<readonly [string, Uint8Array]>,
  folder: string,
  plan: string | null,
): Promise<SourceHash[]> {
  const hashes = await hashFiles(files, folder, plan);
  const members = hashes.filter((hash) => hash.role !== "plan");
  const list = members.map((hash) => `${hash.sha256}  ${hash.file.slice(folder.length)}\n`).join("");
  const whole = await sha256(new TextEncoder().encode(list));
  return [{ file: folder, role: "input", sha256: whole }, ...hashes.filter((hash) => hash.role === "plan")];
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
