/** The world as the command line sees it, and the real one: Node's. Tests put a virtual world in its place. */
import { chmodSync, closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileRead, FileReader } from "../base/files.js";
import type { Viewer } from "../index.js";
import type { Disk } from "./cache/disk.js";
import { nodeDisk } from "./cache/node-disk.js";
import { type ExitStatus, exitStatus, gravest } from "./exit-status.js";
import { failedRead, nodeFiles } from "./files.js";
import { exitWhenInterrupted } from "./interrupt.js";
import { StandardStream } from "./standard-streams.js";
import type { Threads } from "./threads.js";

export type FileWrite = { readonly ok: true } | { readonly ok: false; readonly message: string };

export type GitRun =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };

export interface Host {
  readonly files: FileReader;
  /** All of standard input, `too-large` above `maxBytes`. */
  readStdin(maxBytes: number): Promise<FileRead>;
  writeOut(text: string): void;
  writeErr(text: string): void;
  /** A file that is there whole or not at all: readers never see half of it. */
  writeFile(path: string, text: string | Iterable<string | Uint8Array>): FileWrite;
  /** What git writes to its standard output; it reads objects, and writes nothing. Bounded in time and size. */
  git(args: readonly string[], stdin?: string): GitRun;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  /** Width of the terminal behind standard output; null if it is none. */
  readonly columns: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where results may be kept for later runs, and the hash of the program that they come from; null for nowhere. */
  readonly kept: { readonly disk: Disk; readonly tool: string } | null;
  /** Null where all is done by the thread at hand. */
  readonly threads: Threads | null;
  /** What pages show their reports with. */
  viewer(): Viewer;
  /** The page that the build made of the tool. */
  playground(): string;
  /** Milliseconds since some moment. For progress alone: no result knows the time. */
  now(): number;
}

/** The real world. */
export interface NodeHost extends Host {
  /** The status of a run whose standard output or error could not be written is not that of the run. */
  statusWhenWritten(status: ExitStatus): Promise<ExitStatus>;
}

/**
 * @param threads null in a thread, and where the program's files cannot be told
 * @param tool a hash of the program; null where it is not known, and nothing is kept
 * @param builtFolder where the build puts what pages are made of, which is read when one is written
 */
export function nodeHost(
  threads: Threads | null,
  tool: string | null = null,
  builtFolder: string | null = null,
): NodeHost {
  const [out, err] = [new StandardStream(1), new StandardStream(2)];
  return {
    files: nodeFiles,
    readStdin,
    writeOut: (text) => out.write(text),
    writeErr: (text) => err.write(text),
    writeFile: writeAtomically,
    git: nodeGit(null),
    outIsTty: out.isTty,
    errIsTty: err.isTty,
    columns: out.columns,
    env: process.env,
    kept: tool === null ? null : { disk: nodeDisk, tool },
    threads,
    viewer: () => JSON.parse(readBuilt(builtFolder, "viewer/viewer.json")),
    playground: () => readBuilt(builtFolder, "playground/playground.html"),
    now: () => performance.now(),
    async statusWhenWritten(status) {
      const named = [["standard output", await out.finish()] as const, ["standard error", await err.finish()] as const];
      const failed = named.filter(([, failure]) => failure !== null);
      for (const [name, failure] of failed) err.write(`iova-plan: error: ${name} cannot be written: ${failure}\n`);
      return failed.length === 0 ? status : gravest([status, exitStatus.unusable]);
    },
  };
}

function readBuilt(folder: string | null, file: string): string {
  if (folder === null) throw new Error(`the installation is incomplete: ${file} is missing`);
  return readFileSync(join(folder, file), "utf8");
}

const GIT_BYTES = 512 * 1024 * 1024;
const GIT_MILLISECONDS = 300_000;

/** @param folder where git looks for the repository; null for the working directory */
export const nodeGit =
  (folder: string | null) =>
  (args: readonly string[], stdin = ""): GitRun => {
    // Loaded when it is needed: it takes as long as half of the rest.
    const { spawnSync } = process.getBuiltinModule("node:child_process");
    const run = spawnSync("git", ["--no-replace-objects", "--no-pager", ...args], {
      input: stdin,
      maxBuffer: GIT_BYTES,
      timeout: GIT_MILLISECONDS,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      ...(folder !== null && { cwd: folder }),
    });
    if (run.error !== undefined) return { ok: false, message: `git cannot be run: ${failedRead(run.error).message}` };
    if (run.status === 0) return { ok: true, bytes: run.stdout };
    const [line = ""] = new TextDecoder().decode(run.stderr).split("\n", 1);
    return { ok: false, message: line.replace(/^fatal: /, "git: ") };
  };

async function readStdin(maxBytes: number): Promise<FileRead> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of process.stdin) {
      const bytes: Uint8Array = Buffer.from(chunk);
      length += bytes.length;
      if (length > maxBytes) {
        return { ok: false, reason: "too-large", message: `standard input holds more than ${maxBytes} bytes` };
      }
      chunks.push(bytes);
    }
  } catch (error) {
    return failedRead(error);
  }
  return { ok: true, bytes: Buffer.concat(chunks) };
}

/** UTF-16 code units that are encoded at a time. */
const PIECE = 1 << 20;

/** A new file. What many boards come to is long: in one piece, its bytes would need as much memory again. */
function writePieces(file: number, pieces: Iterable<string | Uint8Array>): void {
  try {
    for (const piece of pieces) {
      if (typeof piece !== "string") writeFileSync(file, piece);
      else for (const part of partsOf(piece)) writeFileSync(file, part);
    }
  } finally {
    closeSync(file);
  }
}

function* partsOf(text: string): Iterable<string> {
  for (let at = 0; at < text.length; ) {
    // The halves of a character stay together.
    const end = at + PIECE + (isFirstHalf(text.charCodeAt(at + PIECE - 1)) ? 1 : 0);
    yield text.slice(at, end);
    at = end;
  }
}

const isFirstHalf = (code: number): boolean => code >= 0xd800 && code < 0xdc00;

function writeAtomically(path: string, text: string | Iterable<string | Uint8Array>): FileWrite {
  const pieces = typeof text === "string" ? [text] : text;
  try {
    const target = nodeFiles.realPath(path) ?? path;
    const existing = statSync(target, { throwIfNoEntry: false });
    // A pipe or a device cannot be replaced by renaming.
    if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) {
      writePieces(openSync(target, "w"), pieces);
      return { ok: true };
    }
    exitWhenInterrupted();
    const draft = join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}.tmp`);
    try {
      writePieces(openSync(draft, "wx"), pieces);
      if (existing !== undefined) chmodSync(draft, existing.mode);
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    return { ok: true };
  } catch (error) {
    const read = failedRead(error);
    return { ok: false, message: read.message };
  }
}
