/** Files of the user's own, by Node. */
import {
  closeSync,
  fstatSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writevSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { failedRead } from "../files.js";
import type { Disk, KeptFile } from "./disk.js";

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const DAY = 24 * 60 * 60 * 1000;

export const nodeDisk: Disk = {
  open(folder) {
    try {
      makeFolder(dirname(folder));
      makeFolder(folder);
      const stat = statSync(folder);
      if (!stat.isDirectory()) return "it is not a folder";
      return isOwn(stat) ? null : "another user owns it or can write to it";
    } catch (error) {
      return failedRead(error).message;
    }
  },
  read(path) {
    let file: number | null = null;
    try {
      file = openSync(path, "r");
      const stat = fstatSync(file);
      if (!stat.isFile() || !isOwn(stat)) return null;
      noteUse(file, stat);
      return readWhole(file, stat.size);
    } catch {
      return null;
    } finally {
      if (file !== null) closeSync(file);
    }
  },
  write(path, parts) {
    const draft = `${path}.${process.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`;
    try {
      writeNew(draft, path, parts);
      renameSync(draft, path);
      return null;
    } catch (error) {
      rmSync(draft, { force: true });
      return failedRead(error).message;
    }
  },
  list(folder) {
    return namesIn(folder).flatMap((name) =>
      namesIn(join(folder, name)).flatMap((file) => kept(join(folder, name, file))),
    );
  },
  remove(path) {
    try {
      rmSync(path, { force: true });
    } catch {
      // It goes on being counted.
    }
  },
  now: () => Date.now(),
};

/** Nobody but the user may have written there what is taken for the truth: the folder may be another's, as under sudo. */
const isOwn = ({ uid, mode }: Stats): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);

function noteUse(file: number, { mtimeMs }: Stats): void {
  const now = Date.now();
  if (now - mtimeMs < DAY) return;
  try {
    futimesSync(file, now / 1000, now / 1000);
  } catch {
    // A folder that cannot be written to can be read.
  }
}

/** Not with `recursive`: below /proc, Node would try for ever. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: PRIVATE_FOLDER });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function readWhole(file: number, size: number): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const count = readSync(file, bytes, at, size - at, null);
    if (count === 0) return null;
    at += count;
  }
  return bytes;
}

/** The folder is mostly there. */
function writeNew(draft: string, path: string, parts: readonly Uint8Array[]): void {
  let file: number;
  try {
    file = openSync(draft, "wx", PRIVATE_FILE);
  } catch {
    makeFolder(dirname(path));
    file = openSync(draft, "wx", PRIVATE_FILE);
  }
  try {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    if (writevSync(file, parts) !== size) throw new Error("no space is left on the device");
  } finally {
    closeSync(file);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function kept(path: string): KeptFile[] {
  try {
    const { size, mtimeMs } = lstatSync(path);
    return [{ path, bytes: size, usedAt: mtimeMs }];
  } catch {
    return [];
  }
}
