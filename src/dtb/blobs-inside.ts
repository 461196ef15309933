/** Blobs that lie in a file of another kind, or behind each other in one file: where to cut. */
import { DTB_MAGIC, HEADER_BYTES_16 } from "./format.js";

/** In bytes from the file's first. */
export interface BlobInside {
  readonly start: number;
  readonly size: number;
}

/** The blobs that begin at or after `from`, none within another, by what headers say (DT specification v0.4, 5.2). */
export function blobsInside(bytes: Uint8Array, from: number): readonly BlobInside[] {
  const blobs: BlobInside[] = [];
  let at = bytes.indexOf(DTB_MAGIC >>> 24, from);
  while (at >= 0) {
    const size = blobSize(bytes, at);
    if (size !== null) blobs.push({ start: at, size });
    at = bytes.indexOf(DTB_MAGIC >>> 24, at + (size ?? 1));
  }
  return blobs;
}

/** Of a blob that could be read here and ends within the file; null if there is none. */
function blobSize(bytes: Uint8Array, start: number): number | null {
  if (bytes.length - start < HEADER_BYTES_16) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, HEADER_BYTES_16);
  const [size, structure, strings, version] = [4, 8, 12, 20].map((offset) => view.getUint32(offset));
  if (view.getUint32(0) !== DTB_MAGIC || size === undefined || size > bytes.length - start) return null;
  const isBlock = (offset: number | undefined): boolean =>
    offset !== undefined && offset >= HEADER_BYTES_16 && offset <= size;
  return isBlock(structure) && isBlock(strings) && (version === 16 || version === 17) ? size : null;
}
