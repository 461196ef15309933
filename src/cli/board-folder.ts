/** The boards in a folder and below it: found by their names, told from overlays by what is in them. */
import { join } from "node:path";
import type { FileReader } from "../base/files.js";
import { isOverlayFile } from "../parts.js";

export interface BoardFolder {
  /** Paths, in the order of the names on the way to them. */
  readonly boards: readonly string[];
  /** What is named as boards are, and is no board. */
  readonly overlays: readonly string[];
  /** Links that lead out of the folder: what they lead to is not read, for a folder may come from a stranger. */
  readonly linksOut: readonly string[];
}

const BOARD = /\.(dts|dtb)$/;
/** An editor's lock: a link to nowhere. */
const LOCK = /^\.#/;

export function boardsBelow(folder: string, files: FileReader): BoardFolder {
  const named: string[] = [];
  const linksOut: string[] = [];
  const top = files.realPath(folder) ?? folder;
  const isOut = (path: string): boolean => !isBelow(files.realPath(path), top);
  const seen = new Set<string | null>();
  const pending = [folder];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const real = files.realPath(path);
    // A link may lead back to a folder that has been read.
    if (seen.has(real)) continue;
    seen.add(real);
    const entries = files.list(path).map((name) => ({ name, path: join(path, name) }));
    const folders: string[] = [];
    for (const entry of entries) {
      const isFolder = files.kindOf(entry.path) === "directory";
      if (!isFolder && (!BOARD.test(entry.name) || LOCK.test(entry.name))) continue;
      // A link to nothing, or what is no file, is a board that cannot be read: an error, in its turn.
      if (files.kindOf(entry.path) !== null && isOut(entry.path)) linksOut.push(entry.path);
      else (isFolder ? folders : named).push(entry.path);
    }
    pending.push(...folders.reverse());
  }
  const overlays = new Set(named.filter((path) => isOverlay(path, files)));
  return { boards: named.filter((path) => !overlays.has(path)), overlays: [...overlays], linksOut };
}

/** False where it cannot be told: a defect that the file shows is told when it is read as a board, and ends only that. */
export function isOverlay(path: string, files: FileReader): boolean {
  try {
    return isOverlayFile(path, files);
  } catch {
    return false;
  }
}

/** @param real a path without links, as `top` is one */
export const isBelow = (real: string | null, top: string): boolean =>
  real === top || real?.startsWith(top.endsWith("/") ? top : `${top}/`) === true;
