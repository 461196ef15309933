/** A file that stands beside the board, such as a trace or a capture: of the disk, of a revision, or standard input. */
import type { FileRead } from "../index.js";
import { Revisions, readableAt } from "./git.js";
import type { Host } from "./host.js";

/** What reports call standard input. */
export const STDIN_NAME = "<stdin>";

export interface SideInput {
  /** What reports call it. */
  readonly name: string;
  readonly read: FileRead;
}

/** At most `maxBytes` of it. @param named a path, `REV:path`, or `-` */
export async function sideInput(named: string, maxBytes: number, host: Host): Promise<SideInput> {
  if (named === "-") return { name: STDIN_NAME, read: await host.readStdin(maxBytes) };
  const files = new Revisions(host.git, host.files);
  const found = readableAt(named, files, host.files);
  if ("path" in found) return { name: named, read: files.readFile(found.path, maxBytes) };
  const message = `no such file, and no such revision: ${found.message}`;
  return { name: named, read: { ok: false, reason: "not-found", message } };
}
