/** Which boards lead to which files by way of includes: read as text, without a preprocessor. */
import { posix } from "node:path";
import type { FileReader } from "../base/files.js";
import { type IncludeNames, includeNames } from "../parts.js";

/** Where boards and what they include lie: a revision, or the working tree. */
export interface ScannedFiles extends Pick<FileReader, "readFile" | "kindOf"> {
  /** The path without links; null if nothing is there. */
  resolve(path: string): string | null;
  /** Told what is read next, in one go. */
  prefetch?(paths: readonly string[]): void;
}

/** What is listed and cannot be read: whoever leads here is done, so that it is said. */
const UNREADABLE: IncludeNames = { names: [], isOpen: true };

/** No source is longer; a longer file is taken for data. */
export const SOURCE_BYTES = 16 * 1024 * 1024;

export class IncludeScanner {
  private readonly included = new Map<string, IncludeNames>();
  private readonly targeted = new Map<string, readonly string[]>();

  constructor(private readonly tree: ScannedFiles) {}

  /** Those of the boards that lead to a changed file. @param folders where includes are looked for */
  reaching(boards: readonly string[], folders: readonly string[], changed: ReadonlySet<string>): readonly string[] {
    const includers = new Map<string, Set<string>>();
    const reached: string[] = [];
    const seen = new Set(boards);
    for (let wave = [...boards]; wave.length > 0; ) {
      this.tree.prefetch?.(wave.filter((path) => !this.included.has(path)));
      const next: string[] = [];
      for (const path of wave) {
        const { names, isOpen } = this.scan(path);
        if (isOpen || changed.has(path)) reached.push(path);
        for (const target of names.flatMap((name) => this.candidates(name, path, folders))) {
          // A file that is there no more, or not yet, is in no tree but among the changed.
          includers.set(target, (includers.get(target) ?? new Set()).add(path));
          if (seen.has(target)) continue;
          seen.add(target);
          next.push(target);
        }
      }
      wave = next;
    }
    const all = closure(reached, includers);
    return boards.filter((board) => all.has(board));
  }

  /** The board, and every file that it may lead to. @param folders where includes are looked for, of all boards asked for */
  leadsTo(board: string, folders: readonly string[]): readonly string[] {
    const all = new Set([board]);
    for (const path of all) for (const target of this.targets(path, folders)) all.add(target);
    return [...all];
  }

  /** Reads what boards may lead to with few calls, where calls are dear. */
  readAhead(boards: readonly string[], folders: readonly string[]): void {
    const seen = new Set(boards);
    for (let wave = [...boards]; wave.length > 0; ) {
      this.tree.prefetch?.(wave.filter((path) => !this.included.has(path)));
      const next = wave.flatMap((path) => this.targets(path, folders)).filter((path) => !seen.has(path));
      for (const path of next) seen.add(path);
      wave = [...new Set(next)];
    }
  }

  private targets(path: string, folders: readonly string[]): readonly string[] {
    const key = JSON.stringify([path, folders]);
    const known = this.targeted.get(key);
    if (known !== undefined) return known;
    const found = this.scan(path).names.flatMap((name) => this.candidates(name, path, folders));
    this.targeted.set(key, found);
    return found;
  }

  private candidates(name: string, from: string, folders: readonly string[]): string[] {
    const places = [posix.dirname(from), ...folders].map((folder) => this.tree.resolve(posix.join(folder, name)));
    return [...new Set(places.filter((path) => path !== null && this.tree.kindOf(path) === "file"))].flatMap(
      (path) => path ?? [],
    );
  }

  private scan(path: string): IncludeNames {
    const known = this.included.get(path);
    if (known !== undefined) return known;
    const read = this.tree.readFile(path, SOURCE_BYTES);
    const found = read.ok ? includeNames(new TextDecoder("latin1").decode(read.bytes)) : UNREADABLE;
    this.included.set(path, found);
    return found;
  }
}

/** Everything that leads to one of the starts, those themselves among it. */
function closure(starts: readonly string[], includers: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const all = new Set(starts);
  for (const path of all) for (const includer of includers.get(path) ?? []) all.add(includer);
  return all;
}

/** Includes are looked for in the same folders by all boards of one. */
export function byFolder(boards: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const board of boards) {
    const folder = posix.dirname(board);
    groups.set(folder, [...(groups.get(folder) ?? []), board]);
  }
  return groups;
}
