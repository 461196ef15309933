/**
 * The files that were opened or typed, as a file system: paths without a lead are from its root, where the files lie
 * that were opened by themselves. What a browser does not hand over of a Linux tree, its links between folders, is made up
 * for.
 */
import type { FileRead, FileReader } from "../../index.js";
import type { Content } from "../messages.js";
import { sha256 } from "./sha256.js";

/** How the bytes of what was dropped are had at once: only a worker has the means. */
type ReadBlob = (blob: Blob) => ArrayBuffer;

const encoder = new TextEncoder();

/** A device tree of another architecture as `scripts/dtc/include-prefixes/ARCH` leads to it. */
const ARCH_FOLDER = /^(.*\/)arch\/([^/]+)\/boot\/dts\//;
const BINDINGS_FOLDER = /^(.*\/)include\/dt-bindings\//;

export class OpenedFiles implements FileReader {
  private readonly contents = new Map<string, Uint8Array | Blob>();
  /** Names by folder. */
  private readonly folders = new Map<string, Set<string>>([["/", new Set()]]);
  /** Where a link leads, by its path. */
  private readonly links = new Map<string, string>();

  constructor(private readonly readBlob: ReadBlob) {}

  /** Every file's path, from the root. */
  get paths(): Iterable<string> {
    return this.contents.keys();
  }

  get count(): number {
    return this.contents.size;
  }

  set(path: string, content: Content): void {
    const full = absolute(path);
    this.contents.set(full, typeof content === "string" ? encoder.encode(content) : content);
    this.enter(full);
    const [, root = "", architecture] = ARCH_FOLDER.exec(full) ?? [];
    if (architecture !== undefined) {
      this.link(`${root}scripts/dtc/include-prefixes/${architecture}`, `${root}arch/${architecture}/boot/dts`);
    }
    const [, bindings] = BINDINGS_FOLDER.exec(full) ?? [];
    if (bindings !== undefined) {
      this.link(`${bindings}scripts/dtc/include-prefixes/dt-bindings`, `${bindings}include/dt-bindings`);
    }
  }

  delete(path: string): void {
    let full = absolute(path);
    if (!this.contents.delete(full)) return;
    // A folder is there as long as something is in it.
    for (let folder = parentOf(full); ; full = folder, folder = parentOf(folder)) {
      const names = this.folders.get(folder);
      names?.delete(nameOf(full));
      if (folder === "/" || names === undefined || names.size > 0) return;
      this.folders.delete(folder);
    }
  }

  readFile(path: string, maxBytes: number): FileRead {
    const full = this.resolved(path);
    const content = this.contents.get(full);
    if (content === undefined) {
      return this.folders.has(full)
        ? { ok: false, reason: "is-directory", message: "is a directory" }
        : { ok: false, reason: "not-found", message: "no such file or directory" };
    }
    const size = content instanceof Uint8Array ? content.length : content.size;
    if (size > maxBytes) return { ok: false, reason: "too-large", message: `is larger than ${maxBytes} bytes` };
    if (content instanceof Uint8Array) return { ok: true, bytes: content };
    try {
      return { ok: true, bytes: new Uint8Array(this.readBlob(content)) };
    } catch {
      return { ok: false, reason: "failed", message: "the browser cannot read it any more: was it changed or moved?" };
    }
  }

  kindOf(path: string): "file" | "directory" | null {
    const full = this.resolved(path);
    return this.contents.has(full) ? "file" : this.folders.has(full) ? "directory" : null;
  }

  realPath(path: string): string | null {
    return this.kindOf(path) === null ? null : this.resolved(path);
  }

  list(path: string): readonly string[] {
    return [...(this.folders.get(this.resolved(path)) ?? [])].sort();
  }

  sha256(bytes: Uint8Array): string {
    return sha256(bytes);
  }

  private enter(full: string): void {
    const folder = parentOf(full);
    const names = this.folders.get(folder);
    if (names !== undefined) {
      names.add(nameOf(full));
      return;
    }
    this.folders.set(folder, new Set([nameOf(full)]));
    this.enter(folder);
  }

  /** What is there by itself, a link does not hide. */
  private link(from: string, to: string): void {
    if (this.links.has(from)) return;
    this.links.set(from, to);
    if (!this.folders.has(from)) this.enter(from);
  }

  private resolved(path: string): string {
    const full = absolute(path);
    if (this.contents.has(full) || this.folders.has(full)) return full;
    for (const [from, to] of this.links) {
      if (full === from || full.startsWith(`${from}/`)) return `${to}${full.slice(from.length)}`;
    }
    return full;
  }
}

/** Without `.`, `..`, and empty parts. */
function absolute(path: string): string {
  const kept: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") kept.pop();
    else if (name !== "" && name !== ".") kept.push(name);
  }
  return `/${kept.join("/")}`;
}

const parentOf = (full: string): string => full.slice(0, full.lastIndexOf("/")) || "/";

const nameOf = (full: string): string => full.slice(full.lastIndexOf("/") + 1);
