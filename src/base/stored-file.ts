/** One file as a run found it: its bytes, and what follows from them, each made when it is first asked for. */
import { SourceFile } from "./source.js";
import { decodeSource, hasStrayBytes } from "./source-text.js";

/** SHA-256, in lower-case hexadecimal. */
export type Digest = (bytes: Uint8Array) => string | Promise<string>;

export class StoredFile {
  private decoded: SourceFile | null = null;
  private hash: Promise<string> | null = null;

  /** @param path as the user or an including file named it; messages show it */
  constructor(
    readonly path: string,
    readonly bytes: Uint8Array,
    private readonly digest: Digest = webDigest,
  ) {}

  /** The file as text; of a blob it makes no sense. */
  get source(): SourceFile {
    this.decoded ??= new SourceFile(this.path, decodeSource(this.bytes));
    return this.decoded;
  }

  /** Whether the text alone says what the bytes are: UTF-8 without a mark at its start. */
  get isPlainText(): boolean {
    const [first, second, third] = this.bytes;
    const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
    return !hasMark && !hasStrayBytes(this.source.text);
  }

  /** In lower-case hexadecimal. */
  sha256(): Promise<string> {
    this.hash ??= Promise.resolve(this.digest(this.bytes));
    return this.hash;
  }
}

async function webDigest(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
