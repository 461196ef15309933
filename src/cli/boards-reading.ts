/** Which boards of a working tree read a file: those around it, by way of their includes. */
import { dirname, join } from "node:path";
import { compareText } from "../base/order.js";
import { includeFoldersOf } from "../parts.js";
import { boardsBelow, isOverlay } from "./board-folder.js";
import type { Host } from "./host.js";
import { byFolder, IncludeScanner } from "./include-scanner.js";

/** The root of git's working tree that a path lies in; null outside of one. */
export function workingTreeOf(path: string, { git }: Pick<Host, "git">): string | null {
  const shown = git(["-C", dirname(path), "rev-parse", "--show-toplevel"]);
  return shown.ok ? new TextDecoder().decode(shown.bytes).trimEnd() : null;
}

/**
 * Conditions are not evaluated, so a board too many may be named, but none is missed whose includes name a file.
 *
 * @param targets paths of files
 * @param also boards that may lie elsewhere
 */
export async function boardsReading(
  targets: readonly string[],
  host: Host,
  also: readonly string[] = [],
): Promise<readonly string[]> {
  const { files } = host;
  const realOf = (path: string) => files.realPath(path);
  const around = new Map<string, string>();
  for (const board of [...also.filter(isBoard), ...targets.flatMap((path) => boardsAround(path, host))]) {
    const real = realOf(board);
    // Git lists a board also when it is gone from the working tree.
    if (real !== null && !around.has(real)) around.set(real, board);
  }
  const wanted = new Set(targets.flatMap((path) => realOf(path) ?? []));
  const scanner = new IncludeScanner({
    resolve: realOf,
    kindOf: (path) => files.kindOf(path),
    readFile: (path, maxBytes) => files.readFile(path, maxBytes),
  });
  const found: string[] = [];
  for (const [folder, group] of byFolder([...around.keys()])) {
    const [first = ""] = group;
    const folders = await includeFoldersOf(around.get(first) ?? first, { files });
    found.push(...scanner.reaching(group, [folder, ...folders], wanted));
  }
  return found
    .map((real) => around.get(real) ?? real)
    .filter((board) => !isOverlay(board, files))
    .sort(compareText);
}

/** Of git's working tree; without git, below the folder that holds all device trees, or in the file's own. */
function boardsAround(path: string, host: Host): readonly string[] {
  const root = workingTreeOf(path, host);
  if (root === null) return boardsWithoutGit(dirname(path), host);
  const listed = host.git(["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.dts"]);
  const names = listed.ok ? new TextDecoder().decode(listed.bytes).split("\0") : [];
  return names.filter((name) => name !== "").map((name) => near(join(root, name), host));
}

const isBoard = (name: string): boolean => name.endsWith(".dts");

/** `dts` of `arch/arm64/boot/dts/vendor` holds them all; any other folder may be somebody's whole home. */
function boardsWithoutGit(folder: string, { files }: Host): readonly string[] {
  const real = files.realPath(folder) ?? folder;
  const at = `${real}/`.lastIndexOf("/dts/");
  if (at >= 0) return boardsBelow(real.slice(0, at + "/dts".length), files).boards.filter(isBoard);
  return files
    .list(folder)
    .filter(isBoard)
    .map((name) => join(folder, name));
}

/** As seen from the working directory, where it lies below that. */
function near(path: string, { files }: Host): string {
  const here = files.realPath(".");
  return here !== null && path.startsWith(`${here}/`) ? path.slice(here.length + 1) : path;
}
