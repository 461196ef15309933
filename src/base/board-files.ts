/** The files of a run as one board sees them: it remembers what it came upon, and what it looked for in vain. */
import type { FileRead, FileReader } from "./files.js";
import { SourceStore, type StoredRead } from "./source-store.js";
import type { StoredFile } from "./stored-file.js";

/** A search whose result several boards share. */
export interface Searched {
  /** Paths at which it found nothing, in the order of looking. */
  readonly missed: readonly string[];
}

export class BoardFiles implements FileReader {
  private readonly reads = new Map<string, StoredFile>();
  private readonly ownMissed = new Set<string>();
  private readonly searches = new Set<Searched>();

  constructor(readonly store: SourceStore) {}

  /** The board's own view of a store, or of a store of its own over a plain reader. */
  static over(files: FileReader): BoardFiles {
    if (files instanceof BoardFiles) return files;
    return new BoardFiles(files instanceof SourceStore ? files : new SourceStore(files));
  }

  /** Every file that was read so far, by its path, in the order of first reading. */
  get files(): ReadonlyMap<string, StoredFile> {
    return this.reads;
  }

  /** Every path that was looked for in vain: if something were there, the board might come out otherwise. */
  get missed(): ReadonlySet<string> {
    const all = new Set(this.ownMissed);
    for (const { missed } of this.searches) for (const path of missed) all.add(path);
    return all;
  }

  file(path: string, maxBytes: number): StoredRead {
    const read = this.store.file(path, maxBytes);
    if (!read.ok) this.ownMissed.add(path);
    else this.note(read.file);
    return read;
  }

  /** Takes a file of the store that another board has come upon in the same place. */
  note(file: StoredFile): void {
    if (!this.reads.has(file.path)) this.reads.set(file.path, file);
  }

  /** Takes what was read elsewhere, such as standard input, as a file of that name. */
  add(path: string, bytes: Uint8Array): StoredFile {
    const file = this.store.add(path, bytes);
    this.reads.set(path, file);
    return file;
  }

  noteSearch(search: Searched): void {
    this.searches.add(search);
  }

  readFile(path: string, maxBytes: number): FileRead {
    const read = this.file(path, maxBytes);
    return read.ok ? { ok: true, bytes: read.file.bytes } : read;
  }

  kindOf(path: string): ReturnType<FileReader["kindOf"]> {
    const kind = this.store.kindOf(path);
    if (kind === null) this.ownMissed.add(path);
    return kind;
  }

  realPath(path: string): string | null {
    return this.store.realPath(path);
  }

  list(path: string): readonly string[] {
    return this.store.list(path);
  }
}
