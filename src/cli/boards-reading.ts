/** Which boards of a working tree read a file: those around it, by way of their includes. */
import { dirname, join } from "node:path";
import { compareText } from "../base/order.js";
import { defaultDtsLimits, type IncludeNames, includeFoldersOf, includeNames } from "../parts.js";
import { boardsBelow, isOverlay } from "./board-folder.js";
import type { Host } from "./host.js";

/** The root of git's working tree that a path lies in; null outside of one. */
export function workingTreeOf(path: string, { git }: Pick<Host, "git">): string | null {
  const shown = git(["-C", dirname(path), "rev-parse", "--show-toplevel"]);
  return shown.ok ? new TextDecoder().decode(shown.bytes).trimEnd() : null;
}

/**
 * Conditions are not evaluated, so a board too many may be named, but none is missed whose includes name a file.
 *
 * @param targets paths of files
 */
export async function boardsReading(targets: readonly string[], host: Host): Promise<readonly string[]> {
  const { files } = host;
  const wanted = new Set(targets.flatMap((path) => files.realPath(path) ?? []));
  const around = [...new Set(targets.flatMap((path) => boardsAround(path, host)))].sort(compareText);
  const scan = new Scan(host);
  const found: string[] = [];
  for (const board of around) {
    if (isOverlay(board, files)) continue;
    if (scan.reads(board, await includeFoldersOf(board, { files }), wanted)) found.push(board);
  }
  return found;
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

const NOTHING: IncludeNames = { names: [], isOpen: false };

class Scan {
  private readonly included = new Map<string, IncludeNames>();

  constructor(private readonly host: Host) {}

  reads(board: string, folders: readonly string[], wanted: ReadonlySet<string>): boolean {
    const { files } = this.host;
    const seen = new Set<string>();
    const pending = [board];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      const real = files.realPath(path);
      if (real === null || seen.has(real)) continue;
      if (wanted.has(real)) return true;
      seen.add(real);
      const { names, isOpen } = this.includes(real);
      if (isOpen) return true;
      for (const name of names) {
        for (const folder of [dirname(path), ...folders]) pending.push(join(folder, name));
      }
    }
    return false;
  }

  private includes(path: string): IncludeNames {
    const known = this.included.get(path);
    if (known !== undefined) return known;
    const read = this.host.files.readFile(path, defaultDtsLimits.fileBytes);
    const found = read.ok ? includeNames(new TextDecoder("latin1").decode(read.bytes)) : NOTHING;
    this.included.set(path, found);
    return found;
  }
}
