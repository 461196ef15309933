/** Where an include is looked for, and which files it may not reach. */
import type { FileReader } from "../../base/files.js";
import { AllowedFolders, type IncludeOptions } from "../allowed-folders.js";

export interface FoundFile {
  readonly path: string;
  /** Index of the include folder; -1 for a file beside its includer. */
  readonly folderIndex: number;
}

export class IncludeSearch {
  private readonly folders: readonly string[];
  private readonly found = new Map<string, FoundFile | null>();
  private readonly allowed: AllowedFolders;
  private readonly inside = new Map<string, boolean>();

  constructor(
    sourceFolder: string,
    options: IncludeOptions,
    private readonly files: FileReader,
  ) {
    this.folders = options.includeFolders.map((folder) => (folder === "/" ? folder : folder.replace(/\/+$/, "")));
    this.allowed = new AllowedFolders(sourceFolder, options, files);
  }

  /**
   * @param beside the includer's folder, for `"name"`; null for `<name>`
   * @param from index of the first include folder to look in: `#include_next` goes on behind the one it came from
   */
  find(name: string, beside: string | null, from = 0): FoundFile | null {
    const key = `${from}\0${beside === null ? "<" : beside}\0${name}`;
    let found = this.found.get(key);
    if (found === undefined) {
      found = this.search(name, beside, from);
      this.found.set(key, found);
    }
    return found;
  }

  /** The folders that `find` looks in, as messages show them. */
  searched(beside: string | null, from = 0): readonly string[] {
    const folders = beside === null ? [] : [beside === "" ? "." : beside];
    return [...new Set([...folders, ...this.folders.slice(from)])];
  }

  /** Whether a file lies in a folder that may be read from, all symbolic links resolved. */
  isAllowed(path: string): boolean {
    let inside = this.inside.get(path);
    if (inside === undefined) {
      inside = this.allowed.contains(path);
      this.inside.set(path, inside);
    }
    return inside;
  }

  realPath(path: string): string {
    return this.files.realPath(path) ?? path;
  }

  private search(name: string, beside: string | null, from: number): FoundFile | null {
    if (name.startsWith("/")) return this.isFile(name) ? { path: name, folderIndex: -1 } : null;
    if (beside !== null) {
      const path = inFolder(beside, name);
      if (this.isFile(path)) return { path, folderIndex: -1 };
    }
    for (let i = from; i < this.folders.length; i++) {
      const path = inFolder(this.folders[i] ?? "", name);
      if (this.isFile(path)) return { path, folderIndex: i };
    }
    return null;
  }

  /** Anything but a folder, which cpp passes over. */
  private isFile(path: string): boolean {
    const kind = this.files.kindOf(path);
    return kind !== null && kind !== "directory";
  }
}

/** As cpp joins them: `__FILE__` shows it. */
const inFolder = (folder: string, name: string): string =>
  folder === "" ? name : folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;

/** The folder part of a path as written; empty for a name alone. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : slash === 0 ? "/" : path.slice(0, slash);
}
