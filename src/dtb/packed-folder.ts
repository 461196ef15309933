/** The files of a /proc/device-tree as a blob: the same tree, in the form that every reader takes. */
import type { Outcome } from "../base/diagnostic.js";
import type { FileReader } from "../base/files.js";
import { readTreeFolder } from "./folder.js";
import { writeDtb } from "./write.js";

interface PackedFile {
  /** From the root of the tree, with or without `./` before it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** @param name what messages call the tree */
export function blobOfFiles(files: readonly PackedFile[], name: string): Outcome<Uint8Array> {
  const { value, diagnostics } = readTreeFolder(name, new PackedFiles(name, files));
  return { value: value === null ? null : writeDtb(value), diagnostics };
}

/** A folder that is nowhere but in memory. */
class PackedFiles implements FileReader {
  private readonly files = new Map<string, Uint8Array>();
  private readonly folders = new Map<string, Set<string>>();

  constructor(root: string, files: readonly PackedFile[]) {
    this.folders.set(root, new Set());
    for (const { path, bytes } of files) {
      const parts = path.split("/").filter((part) => part !== "" && part !== ".");
      let at = root;
      for (const part of parts) {
        const known = this.folders.get(at) ?? new Set();
        known.add(part);
        this.folders.set(at, known);
        at = `${at}/${part}`;
      }
      this.files.set(at, bytes);
    }
  }

  readFile(path: string, maxBytes: number): ReturnType<FileReader["readFile"]> {
    const bytes = this.files.get(path);
    if (bytes === undefined) return { ok: false, reason: "not-found", message: "there is no such file" };
    if (bytes.length > maxBytes) return { ok: false, reason: "too-large", message: "it is too large" };
    return { ok: true, bytes };
  }

  kindOf(path: string): ReturnType<FileReader["kindOf"]> {
    return this.folders.has(path) ? "directory" : this.files.has(path) ? "file" : null;
  }

  realPath(path: string): string | null {
    return this.kindOf(path) === null ? null : path;
  }

  list(path: string): readonly string[] {
    return [...(this.folders.get(path) ?? [])].sort();
  }
}
