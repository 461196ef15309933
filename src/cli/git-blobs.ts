/** The contents of git's objects, for all revisions of a run: what two of them have in common is read once. */
import type { Host } from "./host.js";

type Git = Host["git"];

export interface BlobEntry {
  readonly object: string;
  readonly bytes: number;
}

/** Blobs of one call, and those that are remembered, together. */
const BATCH_BYTES = 64 * 1024 * 1024;
const REMEMBERED_BYTES = 256 * 1024 * 1024;

/** By the object's name. */
export type BlobsCopy = ReadonlyMap<string, Uint8Array>;

export class GitBlobs {
  private readonly blobs = new Map<string, Uint8Array>();
  private remembered = 0;

  constructor(private readonly git: Git) {}

  static from(git: Git, copy: BlobsCopy): GitBlobs {
    const all = new GitBlobs(git);
    for (const [object, bytes] of copy) all.remember(object, bytes);
    return all;
  }

  copy(): BlobsCopy {
    return this.blobs;
  }

  read({ object }: BlobEntry): Uint8Array | { readonly message: string } {
    const known = this.blobs.get(object);
    if (known !== undefined) return known;
    const read = this.git(["cat-file", "blob", object]);
    if (!read.ok) return { message: `git lacks its object ${object.slice(0, 12)}: is the clone partial, or damaged?` };
    this.remember(object, read.bytes);
    return read.bytes;
  }

  /** Reads many with few calls, so that `read` has them at hand. */
  prefetch(entries: Iterable<BlobEntry>): void {
    let wanted: BlobEntry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      if (entry.bytes > BATCH_BYTES || this.blobs.has(entry.object)) continue;
      if (bytes + entry.bytes > BATCH_BYTES) {
        this.readBatch(wanted);
        [wanted, bytes] = [[], 0];
      }
      wanted.push(entry);
      bytes += entry.bytes;
    }
    this.readBatch(wanted);
  }

  /** `<object> blob <size>\n<bytes>\n` for each. What cannot be read is left to `read` to complain about. */
  private readBatch(entries: readonly BlobEntry[]): void {
    if (entries.length === 0) return;
    const read = this.git(["cat-file", "--batch"], entries.map(({ object }) => `${object}\n`).join(""));
    if (!read.ok) return;
    const { bytes } = read;
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(0x0a, at);
      const [object = "", kind, size] = new TextDecoder().decode(bytes.subarray(at, end)).split(" ");
      if (end < 0 || kind !== "blob") return;
      const start = end + 1;
      this.remember(object, bytes.slice(start, start + Number(size)));
      at = start + Number(size) + 1;
    }
  }

  private remember(object: string, bytes: Uint8Array): void {
    if (this.remembered + bytes.length > REMEMBERED_BYTES) {
      this.blobs.clear();
      this.remembered = 0;
    }
    this.blobs.set(object, bytes);
    this.remembered += bytes.length;
  }
}
