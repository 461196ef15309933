/** Changes files for `--write`: all or none, and never what has changes that nobody has committed. */
import { basename, dirname } from "node:path";
import { visible } from "../base/visible.js";
import type { Suggestion } from "../index.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import type { Host } from "./host.js";

/** @param own paths that this run has written itself */
export function writeFiles(files: Suggestion["files"], host: Host, own: ReadonlySet<string> = new Set()): ExitStatus {
  const changed = files.find(({ path }) => !own.has(path) && isChanged(path, host));
  if (changed !== undefined) return failed(changed.path, "has uncommitted changes: nothing is written", host);
  const written: Suggestion["files"][number][] = [];
  for (const file of files) {
    const done = host.writeFile(file.path, file.after);
    if (!done.ok) {
      for (const { path, before } of written) host.writeFile(path, before);
      return failed(file.path, `cannot be written: ${done.message}: no file is changed`, host);
    }
    written.push(file);
  }
  for (const { path } of written) host.writeErr(`${visible(path)}: written\n`);
  return exitStatus.fine;
}

/** Outside of git nothing is committed, and so nothing can be lost that was not there as it is read. */
function isChanged(path: string, { git }: Host): boolean {
  const shown = git(["-C", dirname(path), "status", "--porcelain", "--", basename(path)]);
  return shown.ok && shown.bytes.length > 0;
}

function failed(path: string, why: string, host: Host): ExitStatus {
  host.writeErr(`${visible(path)}: error: ${visible(why)}\n`);
  return exitStatus.unusable;
}
