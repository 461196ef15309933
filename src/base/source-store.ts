/**
 * What a run knows of files: every file is read once, every question about a path is asked once, and all boards of the
 * run refer to the answers. What a store hands out never changes, so boards and runs may share one at the same time.
 */
import type { FileRead, FileReader } from "./files.js";
import { type Digest, StoredFile } from "./stored-file.js";

type FailedRead = Extract<FileRead, { ok: false }>;

export type StoredRead = { readonly ok: true; readonly file: StoredFile } | FailedRead;

interface Attempt {
  readonly read: StoredRead;
  /** Bytes that were allowed: of a file that was too large, more may be asked for. */
  readonly allowed: number;
}

type Kind = ReturnType<FileReader["kindOf"]>;

export class SourceStore implements FileReader {
  private readonly reads = new Map<string, Attempt>();
  private readonly kinds = new Map<string, Kind>();
  private readonly realPaths = new Map<string, string | null>();
  private readonly lists = new Map<string, readonly string[]>();
  private readonly digest: Digest | undefined;
  private forgotten = 0;

  /** @param isForMany boards are known to follow each other: what the first one finds is worth keeping */
  constructor(
    private readonly files: FileReader,
    readonly isForMany = false,
  ) {
    this.digest = files.sha256?.bind(files);
  }

  /** Grows with every file that is forgotten: what was found by searching before is not to be relied on any more. */
  get age(): number {
    return this.forgotten;
  }

  /** At most `maxBytes` of a file, as for `FileReader`; whatever was found is kept. */
  file(path: string, maxBytes: number): StoredRead {
    const known = this.reads.get(path);
    if (known === undefined || isWorthAnother(known, maxBytes)) return this.read(path, maxBytes);
    const { read } = known;
    const isTooLarge = read.ok ? read.file.bytes.length > maxBytes : read.reason === "too-large";
    return isTooLarge ? { ok: false, reason: "too-large", message: `is larger than ${maxBytes} bytes` } : read;
  }

  /** Keeps what was read elsewhere, such as standard input, as a file of that name. */
  add(path: string, bytes: Uint8Array): StoredFile {
    const file = new StoredFile(path, bytes, this.digest);
    this.reads.set(path, { read: { ok: true, file }, allowed: bytes.length });
    return file;
  }

  /**
   * A file has changed, come or gone: the next to ask for it, by whatever path leads there, finds it as it is then.
   * What was handed out before stays as it was.
   */
  forget(path: string): void {
    const real = this.realPath(path);
    for (const [known, { read }] of this.reads) {
      const isIt = known === path || (real !== null && this.realPath(known) === real);
      // A name that was missing may be another name of it.
      if (isIt || !read.ok) this.reads.delete(known);
    }
    this.kinds.clear();
    this.realPaths.clear();
    this.lists.clear();
    this.forgotten++;
  }

  readFile(path: string, maxBytes: number): FileRead {
    const read = this.file(path, maxBytes);
    return read.ok ? { ok: true, bytes: read.file.bytes } : read;
  }

  kindOf(path: string): Kind {
    return remembered(this.kinds, path, () => this.files.kindOf(path));
  }

  realPath(path: string): string | null {
    return remembered(this.realPaths, path, () => this.files.realPath(path));
  }

  list(path: string): readonly string[] {
    return remembered(this.lists, path, () => this.files.list(path));
  }

  private read(path: string, maxBytes: number): StoredRead {
    const found = this.files.readFile(path, maxBytes);
    const read: StoredRead = found.ok ? { ok: true, file: new StoredFile(path, found.bytes, this.digest) } : found;
    this.reads.set(path, { read, allowed: maxBytes });
    return read;
  }
}

const isWorthAnother = ({ read, allowed }: Attempt, maxBytes: number): boolean =>
  !read.ok && read.reason === "too-large" && maxBytes > allowed;

function remembered<T>(answers: Map<string, T>, path: string, ask: () => T): T {
  const known = answers.get(path);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(path, answer);
  return answer;
}
