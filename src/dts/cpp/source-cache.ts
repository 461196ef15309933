/**
 * What is known of files, shared by every board that a process reads: each file is read and scanned once, however many
 * boards include it. One cache belongs to one file system: all its users must pass the same `FileReader`.
 */
import type { FileRead, FileReader } from "../../base/files.js";
import { SourceFile } from "../../base/source.js";
import { decodeSource } from "../source-text.js";
import { Names } from "./names.js";
import { scan } from "./scan.js";
import type { ScannedFile } from "./scanned-file.js";

export type ScannedRead =
  | { readonly ok: true; readonly file: ScannedFile }
  | (Extract<FileRead, { ok: false }> & { readonly path: string });

type Kind = ReturnType<FileReader["kindOf"]>;

export class SourceCache {
  /** The identifiers of all files: their numbers are in the scanned files. */
  readonly names = new Names();
  private readonly reads = new Map<string, ScannedRead>();
  private readonly kinds = new Map<string, Kind>();
  private readonly realPaths = new Map<string, string | null>();
  private runs = 0;

  /** A number that no run before had; macros that are shared between runs remember by it who expands them. */
  nextRun(): number {
    return ++this.runs;
  }

  /** A file of the file system, by the path that messages show. */
  read(path: string, files: FileReader, maxBytes: number): ScannedRead {
    const known = this.reads.get(path);
    if (known !== undefined) return known;
    const read = files.readFile(path, maxBytes);
    const result: ScannedRead = read.ok
      ? { ok: true, file: scan(new SourceFile(path, decodeSource(read.bytes)), this.names) }
      : { ...read, path };
    this.reads.set(path, result);
    return result;
  }

  kindOf(path: string, files: FileReader): Kind {
    let kind = this.kinds.get(path);
    if (kind === undefined) {
      kind = files.kindOf(path);
      this.kinds.set(path, kind);
    }
    return kind;
  }

  realPath(path: string, files: FileReader): string | null {
    let real = this.realPaths.get(path);
    if (real === undefined) {
      real = files.realPath(path);
      this.realPaths.set(path, real);
    }
    return real;
  }
}
