/** Finds the header that defines a macro which the source uses and does not include: dtc only says `syntax error`. */
import { join } from "../../base/file-path.js";
import type { SourceStore } from "../../base/source-store.js";

export interface MacroPlace {
  /** The header as the source would include it: `<dt-bindings/x.h>`, `"x.h"`. */
  readonly operand: string;
  readonly path: string;
}

/** Linux 6.12 has some 1,500 headers of bindings with 10 MB. */
const MOST_FILES = 6000; // and folders
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILE_BYTES = 4 * 1024 * 1024;
const MOST_DEPTH = 8;
const DEFINITION = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_][A-Za-z0-9_]*)/gm;

/**
 * Looks into the headers of the include folders themselves and of their `dt-bindings`; the rest of a kernel's headers
 * is not written for device trees. All of them are read when the first macro is looked for.
 */
export class MacroSearch {
  private index: Map<string, MacroPlace> | null = null;
  private readonly seen = new Set<string>();
  private bytes = 0;

  /**
   * @param ownFolder of the source
   * @param folders include folders, in the order of search: the first definition counts
   */
  constructor(
    private readonly ownFolder: string,
    private readonly folders: readonly string[],
    private readonly files: SourceStore,
  ) {}

  find(name: string): MacroPlace | null {
    this.index ??= this.build();
    return this.index.get(name) ?? null;
  }

  private build(): Map<string, MacroPlace> {
    const index = new Map<string, MacroPlace>();
    this.addFolder(index, this.ownFolder, "", 0);
    for (const folder of this.folders) {
      this.addFolder(index, folder, "", 0);
      this.addFolder(index, folder, "dt-bindings", MOST_DEPTH);
    }
    return index;
  }

  /** @param depth levels of folders below that are looked into; what is nearer counts first */
  private addFolder(index: Map<string, MacroPlace>, root: string, below: string, depth: number): void {
    let level = [below];
    for (let left = depth; level.length > 0; left--) {
      const next: string[] = [];
      for (const folder of level.filter((each) => this.isNew(join(root, each)))) {
        for (const name of this.files.list(join(root, folder))) {
          const path = join(folder, name);
          if (name.endsWith(".h")) this.addHeader(index, root, path);
          else if (left > 0 && this.files.kindOf(join(root, path)) === "directory") next.push(path);
        }
      }
      level = next;
    }
  }

  /** Links may lead to the same place twice, and in circles. */
  private isNew(path: string): boolean {
    const real = this.files.realPath(path);
    if (real === null || this.seen.has(real) || this.seen.size >= MOST_FILES) return false;
    this.seen.add(real);
    return true;
  }

  private addHeader(index: Map<string, MacroPlace>, root: string, header: string): void {
    const path = join(root, header);
    if (this.bytes >= MOST_BYTES || !this.isNew(path)) return;
    const read = this.files.file(path, MOST_FILE_BYTES);
    if (!read.ok) return;
    this.bytes += read.file.bytes.length;
    const operand = root === this.ownFolder ? `"${header}"` : `<${header}>`;
    for (const [, name = ""] of read.file.source.text.matchAll(DEFINITION)) {
      if (!index.has(name)) index.set(name, { operand, path });
    }
  }
}
