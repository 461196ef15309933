/** Files from the real file system. */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import type { FileRead, FileReader } from "../base/files.js";
import { compareText } from "../base/order.js";

type FailedRead = Extract<FileRead, { ok: false }>;

export const nodeFiles: FileReader = {
  readFile,
  kindOf(path) {
    try {
      // Most questions are about what is not there, and an error takes longer to make than to ask.
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return null;
      return stat.isFile() ? "file" : stat.isDirectory() ? "directory" : "other";
    } catch {
      return null;
    }
  },
  realPath(path) {
    try {
      return realpathSync.native(path);
    } catch {
      return null;
    }
  },
  sha256(bytes) {
    return process.getBuiltinModule("node:crypto").hash("sha256", bytes, "hex");
  },
  list(path) {
    try {
      return readdirSync(path).sort(compareText);
    } catch {
      return [];
    }
  },
};

function readFile(path: string, maxBytes: number): FileRead {
  let file: number | null = null;
  try {
    // To open a pipe is to wait for its writer, and to open a device may do anything.
    const refused = unlessFile(statSync(path));
    if (refused !== null) return refused;
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    return unlessFile(stat) ?? readUpTo(file, stat.size, maxBytes);
  } catch (error) {
    return failedRead(error);
  } finally {
    if (file !== null) closeSync(file);
  }
}

function unlessFile(stat: Stats): FailedRead | null {
  if (stat.isFile()) return null;
  if (stat.isDirectory()) return { ok: false, reason: "is-directory", message: "is a directory" };
  const what = stat.isFIFO() ? "a pipe" : stat.isSocket() ? "a socket" : "a device";
  return { ok: false, reason: "not-a-file", message: `is ${what}, not a file` };
}

const SMALLEST_BUFFER = 4096;

/** Reads to the end whatever the size claimed: files below /proc claim 0, and a file may grow. */
function readUpTo(file: number, claimed: number, maxBytes: number): FileRead {
  let buffer = new Uint8Array(Math.max(SMALLEST_BUFFER, Math.min(claimed, maxBytes) + 1));
  let length = 0;
  for (;;) {
    if (length === buffer.length) {
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
    }
    const count = readSync(file, buffer, length, buffer.length - length, null);
    if (count === 0) return { ok: true, bytes: buffer.subarray(0, length) };
    length += count;
    if (length > maxBytes) return { ok: false, reason: "too-large", message: `is larger than ${maxBytes} bytes` };
  }
}

const REASONS: Readonly<Record<string, readonly [FailedRead["reason"], string]>> = {
  ENOENT: ["not-found", "no such file or directory"],
  ENOTDIR: ["not-found", "a part of the path is not a directory"],
  ENAMETOOLONG: ["not-found", "the name is too long"],
  ELOOP: ["not-found", "too many symbolic links"],
  EISDIR: ["is-directory", "is a directory"],
  EACCES: ["denied", "permission denied"],
  EPERM: ["denied", "not permitted"],
  EROFS: ["denied", "the file system is read-only"],
  ENOSPC: ["failed", "no space is left on the device"],
  EDQUOT: ["failed", "the disk quota is used up"],
  EIO: ["failed", "input or output failed"],
  EMFILE: ["failed", "too many files are open"],
  EAGAIN: ["failed", "nothing can be read yet"],
  ETXTBSY: ["failed", "the file is being executed"],
  ENXIO: ["failed", "there is no such device"],
  ENOBUFS: ["failed", "it is larger than the read limit"],
  ETIMEDOUT: ["failed", "it took too long"],
  ENFILE: ["failed", "too many files are open on this machine"],
  EBUSY: ["failed", "it is in use"],
  EFBIG: ["failed", "it is too large for the file system"],
  ENOMEM: ["failed", "there is not enough memory"],
  EPIPE: ["failed", "the reader closed it"],
  ESTALE: ["failed", "its file system is gone"],
  ERR_INVALID_ARG_VALUE: ["not-found", "a file cannot have this name"],
  ERR_INVALID_ARG_TYPE: ["not-found", "a file cannot have this name"],
  ERR_STRING_TOO_LONG: ["too-large", "is larger than can be read"],
  ERR_BUFFER_TOO_LARGE: ["too-large", "is larger than can be read"],
  ERR_FS_FILE_TOO_LARGE: ["too-large", "is larger than can be read"],
  ERR_OUT_OF_RANGE: ["too-large", "is larger than can be read"],
  ERR_ENCODING_INVALID_ENCODED_DATA: ["too-large", "is larger than can be read"],
};

/** What a failed call on a file means, in words that do not depend on Node's version. */
export function failedRead(error: unknown): FailedRead {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [reason, message] = REASONS[code] ?? ["failed" as const, code === "" ? String(error) : `failed with ${code}`];
  return { ok: false, reason, message };
}
