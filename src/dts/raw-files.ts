/** Finding and reading what `/include/` and `/incbin/` name: files that dtc itself opens, unseen by the preprocessor. */

import type { BoardFiles } from "../base/board-files.js";
import { dirname, isAbsolute, join } from "../base/file-path.js";
import type { StoredFile } from "../base/stored-file.js";
import { AllowedFolders } from "./allowed-folders.js";
import type { DtsOptions } from "./options.js";

export type RawFile =
  | { readonly ok: true; readonly file: StoredFile }
  | {
      readonly ok: false;
      readonly code:
        | "include-not-found"
        | "include-outside"
        | "include-unreadable"
        | "include-too-large"
        | "incbin-too-large";
      readonly message: string;
    };

export interface RawReader {
  read(directive: "include" | "incbin", name: string, reader: string, writer: string): RawFile;
}

export class RawFiles implements RawReader {
  private readonly inputFolder: string;
  private readonly allowed: AllowedFolders;

  /** @param inputPath of the source that everything starts from */
  constructor(
    inputPath: string,
    private readonly options: DtsOptions,
    private readonly files: BoardFiles,
  ) {
    this.inputFolder = dirname(inputPath);
    this.allowed = new AllowedFolders(this.inputFolder, options, files);
  }

  /**
   * As dtc: beside the file that says so, then in the include folders. A file that `#include` brought in is, to dtc,
   * part of the input; the last resort is to look beside it all the same, where its author sees it.
   *
   * @param reader the file that dtc would name as the one being read: the input, or one that `/include/` brought in
   * @param writer the file in which the directive was written
   */
  read(directive: "include" | "incbin", name: string, reader: string, writer: string): RawFile {
    const folders = [dirname(reader), this.inputFolder, ...this.options.includeFolders, dirname(writer)];
    const candidates = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
    const path = candidates.find((candidate) => this.files.kindOf(candidate) !== null);
    if (path === undefined) {
      return { ok: false, code: "include-not-found", message: `cannot find '${name}'` };
    }
    if (!this.allowed.contains(path)) {
      const message = `'${name}' lies outside of the source's folder and the include folders`;
      return { ok: false, code: "include-outside", message };
    }
    const { fileBytes, incbinBytes } = this.options.limits;
    const maxBytes = directive === "include" ? fileBytes : incbinBytes;
    const read = this.files.file(path, maxBytes);
    if (read.ok) return read;
    if (read.reason === "too-large") {
      return { ok: false, code: `${directive}-too-large`, message: `'${name}' is larger than ${maxBytes} bytes` };
    }
    return { ok: false, code: "include-unreadable", message: `'${name}' cannot be read: ${read.message}` };
  }
}
