import { dirname, join, resolve } from "node:path";
import type { FileRead, FileReader } from "../../../src/base/files.js";

/**
 * Files in memory by absolute path; folders are whatever stands before a file's name. Relative paths start at /.
 * A link's target is an absolute path.
 */
export class MemoryFiles implements FileReader {
  readonly reads: string[] = [];
  private readonly contents: ReadonlyMap<string, string | Uint8Array>;
  private readonly links: ReadonlyMap<string, string>;
  private readonly folders = new Set<string>(["/"]);

  constructor(contents: Readonly<Record<string, string | Uint8Array>>, links: Readonly<Record<string, string>> = {}) {
    this.contents = new Map(Object.entries(contents));
    this.links = new Map(Object.entries(links));
    for (const path of [...this.contents.keys(), ...this.links.keys()]) {
      for (let folder = dirname(path); folder !== "/"; folder = dirname(folder)) this.folders.add(folder);
    }
  }

  readFile(path: string, maxBytes: number): FileRead {
    this.reads.push(path);
    const content = this.contents.get(this.resolved(path));
    if (content === undefined) return { ok: false, reason: "not-found", message: "no such file" };
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return bytes.length > maxBytes ? { ok: false, reason: "too-large", message: "too large" } : { ok: true, bytes };
  }

  kindOf(path: string): "file" | "directory" | null {
    const real = this.resolved(path);
    return this.contents.has(real) ? "file" : this.folders.has(real) ? "directory" : null;
  }

  realPath(path: string): string | null {
    return this.kindOf(path) === null ? null : this.resolved(path);
  }

  list(path: string): readonly string[] {
    const folder = this.resolved(path);
    const all = [...this.contents.keys(), ...this.links.keys(), ...this.folders];
    const names = all
      .filter((each) => each !== "/" && dirname(each) === folder)
      .map((each) => each.slice(join(folder, "/").length));
    return [...new Set(names)].sort();
  }

  /** Follows links from the left; `..` after a link means the target's parent, as the kernel has it. */
  private resolved(path: string): string {
    let real = "/";
    for (const name of join("/", path.startsWith("/") ? "" : "/", path).split("/")) {
      const next = resolve(real, name);
      real = this.links.get(next) ?? next;
    }
    return real;
  }
}
