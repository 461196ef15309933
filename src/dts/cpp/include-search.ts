/** Where an include is looked for, and which files it may not reach. */
import type { Searched } from "../../base/board-files.js";
import type { FileReader } from "../../base/files.js";
import { AllowedFolders, type IncludeOptions } from "../allowed-folders.js";

/** What came of looking for one include; shared by all boards that look in the same places. */
export interface IncludeFound extends Searched {
  /** Null if there is no such file. */
  readonly path: string | null;
  /** Index of the include folder; -1 for a file beside its includer. */
  readonly folderIndex: number;
}

export interface FoundFile extends Pick<IncludeFound, "folderIndex"> {
  readonly path: string;
}

export class IncludeSearch {
  private readonly folders: readonly string[];
  private readonly found = new Map<string, IncludeFound>();
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
  find(name: string, beside: string | null, from = 0): IncludeFound {
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

  private search(name: string, beside: string | null, from: number): IncludeFound {
    const missed: string[] = [];
    for (const { path, folderIndex } of this.places(name, beside, from)) {
      if (this.isFile(path)) return { path, folderIndex, missed };
      missed.push(path);
    }
    return { path: null, folderIndex: -1, missed };
  }

  private *places(name: string, beside: string | null, from: number): Iterable<{ path: string; folderIndex: number }> {
    if (name.startsWith("/")) {
      yield { path: name, folderIndex: -1 };
      return;
    }
    if (beside !== null) yield { path: inFolder(beside, name), folderIndex: -1 };
    for (let i = from; i < this.folders.length; i++) {
      yield { path: inFolder(this.folders[i] ?? "", name), folderIndex: i };
    }
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
