/** The files of one commit, read from git's objects: nothing is checked out. */
import { posix } from "node:path";
import type { FileRead } from "../base/files.js";
import { compareText } from "../base/order.js";
import type { BlobEntry, GitBlobs } from "./git-blobs.js";
import type { Host } from "./host.js";

type Git = Host["git"];

interface Entry extends BlobEntry {
  readonly isLink: boolean;
}

/** As Linux: more links on the way to a file are taken for a loop. */
const MOST_LINKS = 40;
/** What is known of a commit, as a plain value: its files, by path from the root of the repository, without a slash before it. */
export type GitTreeCopy = ReadonlyMap<string, Entry>;

export class GitTree {
  private readonly names = new Map<string, Set<string>>();

  private constructor(
    private readonly blobs: GitBlobs,
    private readonly entries: GitTreeCopy,
  ) {
    this.names.set("", new Set());
    for (const path of entries.keys()) this.addNames(path);
  }

  /** @returns the tree, or why git cannot tell */
  static read(git: Git, blobs: GitBlobs, commit: string): GitTree | { readonly message: string } {
    const listed = git(["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
    if (!listed.ok) return listed;
    const entries = new Map<string, Entry>();
    for (const line of new TextDecoder().decode(listed.bytes).split("\0")) {
      // Of an object that the clone lacks, git knows no size.
      const match = /^(\d+) blob ([0-9a-f]+) +(\d+|BAD|-)\t(.*)$/s.exec(line);
      const [, mode, object, bytes, path] = match ?? [];
      if (object === undefined || path === undefined) continue;
      entries.set(path, { object, bytes: /^\d/.test(bytes ?? "") ? Number(bytes) : 0, isLink: mode === "120000" });
    }
    return new GitTree(blobs, entries);
  }

  static from(blobs: GitBlobs, entries: GitTreeCopy): GitTree {
    return new GitTree(blobs, entries);
  }

  copy(): GitTreeCopy {
    return this.entries;
  }

  /** Every file's path, in git's order; links are not followed. */
  get paths(): Iterable<string> {
    return this.entries.keys();
  }

  list(path: string): readonly string[] {
    const real = this.resolve(path);
    return real === null ? [] : [...(this.names.get(real) ?? [])].sort(compareText);
  }

  kindOf(path: string): "file" | "directory" | null {
    const real = this.resolve(path);
    if (real === null) return null;
    return this.entries.has(real) ? "file" : "directory";
  }

  readFile(path: string, maxBytes: number): FileRead {
    const real = this.resolve(path);
    const entry = real === null ? undefined : this.entries.get(real);
    if (real === null) return { ok: false, reason: "not-found", message: "no such file at that revision" };
    if (entry === undefined) return { ok: false, reason: "is-directory", message: "is a directory" };
    if (entry.bytes > maxBytes) return { ok: false, reason: "too-large", message: `is larger than ${maxBytes} bytes` };
    const known = this.blobs.read(entry);
    return "message" in known ? { ok: false, reason: "failed", message: known.message } : { ok: true, bytes: known };
  }

  /** Reads many files with few calls, so that `readFile` has them at hand. */
  prefetch(paths: Iterable<string>): void {
    const entries = [...paths].flatMap((path) => this.entries.get(this.resolve(path) ?? "") ?? []);
    this.blobs.prefetch(entries);
  }

  /** The path with every link in it followed; null if nothing is there, or a link leaves the repository. */
  resolve(path: string): string | null {
    let links = 0;
    let done = "";
    let rest = parts(path);
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      const next = done === "" ? name : `${done}/${name}`;
      const entry = this.entries.get(next);
      if (entry?.isLink === true) {
        const target = this.linkTarget(entry);
        if (target === null || ++links > MOST_LINKS) return null;
        const from = posix.normalize(posix.join(done, target));
        if (from === ".." || from.startsWith("../")) return null;
        rest = [...parts(from), ...rest];
        done = "";
      } else if (entry !== undefined || this.names.has(next)) done = next;
      else return null;
    }
    return done;
  }

  private linkTarget(entry: Entry): string | null {
    const bytes = this.blobs.read(entry);
    if ("message" in bytes) return null;
    const target = new TextDecoder().decode(bytes);
    return target.startsWith("/") ? null : target;
  }

  private addNames(path: string): void {
    let below = path;
    for (;;) {
      const slash = below.lastIndexOf("/");
      const folder = slash < 0 ? "" : below.slice(0, slash);
      const known = this.names.get(folder);
      if (known !== undefined) {
        known.add(below.slice(slash + 1));
        return;
      }
      this.names.set(folder, new Set([below.slice(slash + 1)]));
      below = folder;
    }
  }
}

const parts = (path: string): string[] => path.split("/").filter((part) => part !== "" && part !== ".");
