/** A world in memory for the whole command line: files, a terminal, standard input, and what was written. */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { FileRead, FileReader } from "../../src/base/files.js";
import { compareText } from "../../src/base/order.js";
import { nodeFiles } from "../../src/cli/files.js";
import type { FileWrite, Host } from "../../src/cli/host.js";
import { main } from "../../src/cli/main.js";
import type { Threads } from "../../src/cli/threads.js";
import type { Viewer } from "../../src/index.js";
import { noViewer } from "../report/no-viewer.js";

export type Content = string | Uint8Array;

export interface World {
  /** By path, absolute or relative to `/home/user`. */
  readonly files?: Readonly<Record<string, Content>>;
  /** Instead of `files`: the real ones, for instance. */
  readonly reader?: FileReader;
  readonly stdin?: Content;
  readonly outIsTty?: boolean;
  readonly errIsTty?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** None unless given. */
  readonly git?: Host["git"];
  /** Nothing unless given. */
  readonly kept?: Host["kept"];
  /** None unless given: all is done by the thread at hand. */
  readonly threads?: Threads;
  /** One that shows nothing unless given: the real one is made by the build. */
  readonly viewer?: Viewer;
  /** Stands still unless given. */
  readonly now?: () => number;
  /** Told of what is written. */
  readonly onWrite?: (path: string, text: string) => void;
  /** Paths that cannot be written. */
  readonly readOnly?: readonly string[];
}

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** What was written to files, by the path as it was named. */
  readonly written: Readonly<Record<string, string>>;
}

const CWD = "/home/user";

export async function runCli(argv: readonly string[], world: World = {}): Promise<Run> {
  let out = "";
  let err = "";
  const written: Record<string, string> = {};
  const host: Host = {
    files: world.reader ?? virtualFiles(world.files ?? {}),
    readStdin: async (maxBytes) => bounded(bytesOf(world.stdin ?? ""), maxBytes),
    writeOut: (text) => {
      out += text;
    },
    writeErr: (text) => {
      err += text;
    },
    writeFile: (path, text): FileWrite => {
      if (world.readOnly?.includes(path) === true) return { ok: false, message: "permission denied" };
      const decoder = new TextDecoder();
      const pieces = typeof text === "string" ? [text] : [...text];
      written[path] = pieces.map((piece) => (typeof piece === "string" ? piece : decoder.decode(piece))).join("");
      world.onWrite?.(path, written[path]);
      return { ok: true };
    },
    git: world.git ?? (() => ({ ok: false, message: "git cannot be run: no such file or directory" })),
    outIsTty: world.outIsTty ?? false,
    errIsTty: world.errIsTty ?? false,
    columns: world.columns ?? null,
    env: world.env ?? {},
    kept: world.kept ?? null,
    threads: world.threads ?? null,
    viewer: () => world.viewer ?? noViewer,
    playground: () => "<!DOCTYPE html>\n",
    now: world.now ?? (() => 0),
  };
  const status = await main(argv, host);
  return { status, out, err, written };
}

/** On the project's own files; nothing is written to them. */
export const runOnFiles = (argv: readonly string[], world: World = {}): Promise<Run> =>
  runCli(argv, { ...world, reader: nodeFiles, env: { NO_COLOR: "1" } });

/** The same for tests of the API. */
export function virtualFiles(files: Readonly<Record<string, Content>>): FileReader {
  const byPath = new Map(Object.entries(files).map(([path, content]) => [posix.resolve(CWD, path), bytesOf(content)]));
  const folders = new Set([CWD, "/home", "/"]);
  for (const path of byPath.keys()) {
    for (let at = posix.dirname(path); !folders.has(at); at = posix.dirname(at)) folders.add(at);
  }
  const kindOf = (path: string): "file" | "directory" | null => {
    const full = posix.resolve(CWD, path);
    return byPath.has(full) ? "file" : folders.has(full) ? "directory" : null;
  };
  return {
    kindOf,
    readFile(path, maxBytes) {
      const bytes = byPath.get(posix.resolve(CWD, path));
      if (bytes !== undefined) return bounded(bytes, maxBytes);
      return kindOf(path) === "directory"
        ? { ok: false, reason: "is-directory", message: "is a directory" }
        : { ok: false, reason: "not-found", message: "no such file or directory" };
    },
    realPath: (path) => (kindOf(path) === null ? null : posix.resolve(CWD, path)),
    // As from the real files: the hash of a platform that has Web Crypto alone is waited for.
    sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    list(path) {
      const full = posix.resolve(CWD, path);
      const names = [...byPath.keys(), ...folders]
        .filter((entry) => entry !== full && posix.dirname(entry) === full)
        .map((entry) => posix.basename(entry));
      return [...new Set(names)].sort(compareText);
    },
  };
}

const bytesOf = (content: Content): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

const bounded = (bytes: Uint8Array, maxBytes: number): FileRead =>
  bytes.length > maxBytes
    ? { ok: false, reason: "too-large", message: `is larger than ${maxBytes} bytes` }
    : { ok: true, bytes };
