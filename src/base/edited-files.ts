/** Files as they would be: some with other texts than on disk, whatever path leads to them. */
import type { FileRead, FileReader } from "./files.js";

export class EditedFiles implements FileReader {
  private readonly byRealPath = new Map<string, Uint8Array>();
  readonly sha256?: (bytes: Uint8Array) => string;

  /** @param texts by path; a path that leads nowhere is a new file */
  constructor(
    private readonly files: FileReader,
    texts: ReadonlyMap<string, string>,
  ) {
    for (const [path, text] of texts) this.byRealPath.set(this.keyOf(path), new TextEncoder().encode(text));
    if (files.sha256 !== undefined) this.sha256 = files.sha256.bind(files);
  }

  readFile(path: string, maxBytes: number): FileRead {
    const bytes = this.byRealPath.get(this.keyOf(path));
    if (bytes === undefined) return this.files.readFile(path, maxBytes);
    if (bytes.length > maxBytes) return { ok: false, reason: "too-large", message: `is larger than ${maxBytes} bytes` };
    return { ok: true, bytes };
  }

  kindOf(path: string): ReturnType<FileReader["kindOf"]> {
    return this.byRealPath.has(this.keyOf(path)) ? "file" : this.files.kindOf(path);
  }

  realPath(path: string): string | null {
    return this.files.realPath(path) ?? (this.byRealPath.has(path) ? path : null);
  }

  list(path: string): readonly string[] {
    return this.files.list(path);
  }

  private keyOf(path: string): string {
    return this.files.realPath(path) ?? path;
  }
}
