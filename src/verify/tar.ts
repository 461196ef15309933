/** A capture from an archive made with `tar` (ustar, and GNU's long names), plain or gzipped. */
import type { SysfsEntry } from "./capture.js";

const BLOCK = 512;
const NAME_BYTES = 100;
const MAGIC_OFFSET = 257;

export const isTar = (bytes: Uint8Array): boolean => ascii(bytes, MAGIC_OFFSET, 5) === "ustar";

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @returns null if the archive is damaged, or larger than `maxBytes` when unpacked */
export async function gunzip(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  // Not every browser iterates over a stream.
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > maxBytes) {
        await reader.cancel();
        return null;
      }
      chunks.push(read.value);
    }
  } catch {
    return null;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A file of an archive, to the byte. */
export interface PackedFile {
  /** As the archive has it: `./soc/compatible`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Files and symbolic links in the archive's order; a truncated archive gives those before the cut. */
export const tarEntries = (bytes: Uint8Array): readonly SysfsEntry[] =>
  members(bytes).flatMap(({ kind, path, body, target }): readonly SysfsEntry[] => {
    if (kind === "2") return [{ kind: "link", path, target }];
    return isFile(kind) ? [{ kind: "file", path, text: new TextDecoder().decode(body) }] : [];
  });

/** Its files as they are. */
export const tarFiles = (bytes: Uint8Array): readonly PackedFile[] =>
  members(bytes).flatMap(({ kind, path, body }) => (isFile(kind) ? [{ path, bytes: body }] : []));

const isFile = (kind: string): boolean => kind === "0" || kind === "";

interface Member {
  /** The type flag. */
  readonly kind: string;
  readonly path: string;
  readonly body: Uint8Array;
  /** Of a link. */
  readonly target: string;
}

function members(bytes: Uint8Array): readonly Member[] {
  const entries: Member[] = [];
  let longName: string | null = null;
  let longTarget: string | null = null;
  for (let at = 0; at + BLOCK <= bytes.length && isTar(bytes.subarray(at, at + BLOCK)); ) {
    const header = bytes.subarray(at, at + BLOCK);
    const size = Number.parseInt(ascii(header, 124, 12).trim() || "0", 8);
    if (!Number.isSafeInteger(size) || size < 0) break;
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const kind = ascii(header, 156, 1);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    // GNU tar puts a name or a target of more than 100 bytes into an entry of its own before.
    if (kind === "L") longName = ascii(body, 0, body.length);
    else if (kind === "K") longTarget = ascii(body, 0, body.length);
    else {
      const target = longTarget ?? ascii(header, 157, NAME_BYTES);
      entries.push({ kind, path: longName ?? nameOf(header), body, target });
      longName = null;
      longTarget = null;
    }
  }
  return entries;
}

/** GNU's own format (`ustar ` and two spaces) has other things where ustar has the prefix. */
function nameOf(header: Uint8Array): string {
  const name = ascii(header, 0, NAME_BYTES);
  const prefix = ascii(header, MAGIC_OFFSET, 6) === "ustar" ? ascii(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Up to the first NUL. */
function ascii(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
