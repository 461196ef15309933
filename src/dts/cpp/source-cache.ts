/**
 * What is known of files, shared by every board that a process reads: each file is read and scanned once, however many
 * boards include it. One cache belongs to one file system: all its users must pass the same `FileReader`.
 */
import type { FileRead, FileReader } from "../../base/files.js";
import { SourceFile } from "../../base/source.js";
import type { IncludeOptions } from "../allowed-folders.js";
import { decodeSource } from "../source-text.js";
import { IncludeSearch } from "./include-search.js";
import { MacroTable } from "./macro-table.js";
import { Names } from "./names.js";
import { scan } from "./scan.js";
import type { ScannedFile } from "./scanned-file.js";

export type ScannedRead = { readonly ok: true; readonly file: ScannedFile } | Extract<FileRead, { ok: false }>;

const NO_FILE: FileRead = { ok: false, reason: "failed", message: "is no regular file" };

export class SourceCache {
  /** The identifiers of all files: their numbers are in the scanned files. */
  readonly names = new Names();
  private readonly macros = new MacroTable();
  private readonly reads = new Map<string, ScannedRead>();
  private readonly searches = new Map<string, IncludeSearch>();
  private lookups: CachedLookups | null = null;
  /** The number of the last run; 0 before the first. */
  currentRun = 0;

  /** A number that no run before had; macros that are shared between runs remember by it who expands them. */
  nextRun(): number {
    return ++this.currentRun;
  }

  /** The table for the next run; the run before must be over. */
  emptyMacros(): MacroTable {
    this.macros.clear();
    return this.macros;
  }

  /** A file of the file system, by the path that messages show. */
  read(path: string, files: FileReader, maxBytes: number): ScannedRead {
    const known = this.reads.get(path);
    if (known !== undefined) return known;
    // A pipe might never end.
    const isSpecial = files.kindOf(path) === "other";
    const read = isSpecial ? NO_FILE : files.readFile(path, maxBytes);
    const result: ScannedRead = read.ok
      ? { ok: true, file: scan(new SourceFile(path, decodeSource(read.bytes)), this.names) }
      : read;
    this.reads.set(path, result);
    return result;
  }

  /** Boards of one folder look for their includes in the same places. */
  search(sourceFolder: string, options: IncludeOptions, files: FileReader): IncludeSearch {
    const key = [sourceFolder, String(options.allowOutside), ...options.includeFolders].join("\0");
    let search = this.searches.get(key);
    if (search === undefined) {
      this.lookups ??= new CachedLookups(files);
      search = new IncludeSearch(sourceFolder, options, this.lookups);
      this.searches.set(key, search);
    }
    return search;
  }
}

/** A file system whose answers about paths, found or not, are asked for once. */
class CachedLookups implements FileReader {
  private readonly kinds = new Map<string, ReturnType<FileReader["kindOf"]>>();
  private readonly realPaths = new Map<string, string | null>();

  constructor(private readonly files: FileReader) {}

  readFile(path: string, maxBytes: number): FileRead {
    return this.files.readFile(path, maxBytes);
  }

  kindOf(path: string): ReturnType<FileReader["kindOf"]> {
    let kind = this.kinds.get(path);
    if (kind === undefined) {
      kind = this.files.kindOf(path);
      this.kinds.set(path, kind);
    }
    return kind;
  }

  realPath(path: string): string | null {
    let real = this.realPaths.get(path);
    if (real === undefined) {
      real = this.files.realPath(path);
      this.realPaths.set(path, real);
    }
    return real;
  }

  list(path: string): readonly string[] {
    return this.files.list(path);
  }
}
