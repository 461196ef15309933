/**
 * Keeps the folder within its bounds: where more lies there, what was not used for longest is removed until three
 * quarters are left. Looking at every file takes time, so a count of what was written since says when to look.
 */
import type { Disk, KeptFile } from "./disk.js";

/** 1 GiB: a kernel's boards, some 4,000, take a quarter of it. */
export const MOST_BYTES = 1 << 30;

const LEFT_BYTES = (MOST_BYTES / 4) * 3;

const HOUR = 60 * 60 * 1000;

/** Beside the files' folders: the sum at the last look, and what was written since. */
const COUNT = "count/bytes";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param written bytes that a run has added */
export function sweep(folder: string, written: number, disk: Disk, most = MOST_BYTES, left = LEFT_BYTES): void {
  const count = disk.read(`${folder}/${COUNT}`);
  // A count that is lost or damaged is made anew.
  const known = count === null ? Number.NaN : Number(decoder.decode(count));
  const sum = known + written;
  if (sum <= most) {
    disk.write(`${folder}/${COUNT}`, [encoder.encode(String(sum))]);
    return;
  }
  let bytes = 0;
  const files = [...disk.list(folder)].filter(({ path }) => !path.endsWith(COUNT)).sort((a, b) => b.usedAt - a.usedAt);
  const isFull = files.reduce((all, one) => all + one.bytes, 0) > most;
  for (const file of files) {
    bytes += file.bytes;
    if (!isAbandoned(file, disk.now()) && (!isFull || bytes <= left)) continue;
    bytes -= file.bytes;
    disk.remove(file.path);
  }
  disk.write(`${folder}/${COUNT}`, [encoder.encode(String(bytes))]);
}

/** What a process that was killed has left half written. */
const isAbandoned = ({ path, usedAt }: KeptFile, now: number): boolean => path.endsWith(".tmp") && now - usedAt > HOUR;
