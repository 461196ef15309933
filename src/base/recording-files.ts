/** A reader that remembers what it read, so that a report can say which files it rests on. */
import type { FileRead, FileReader } from "./files.js";

export class RecordingFiles implements FileReader {
  private readonly byPath = new Map<string, Uint8Array>();

  constructor(private readonly files: FileReader) {}

  /** Every file read so far with its bytes, in the order of first reading. */
  get recorded(): ReadonlyMap<string, Uint8Array> {
    return this.byPath;
  }

  readFile(path: string, maxBytes: number): FileRead {
    const read = this.files.readFile(path, maxBytes);
    if (read.ok) this.byPath.set(path, read.bytes);
    return read;
  }

  kindOf(path: string): "file" | "directory" | "other" | null {
    return this.files.kindOf(path);
  }

  realPath(path: string): string | null {
    return this.files.realPath(path);
  }

  list(path: string): readonly string[] {
    return this.files.list(path);
  }
}
