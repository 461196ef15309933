/** The reference: `cpp | dtc`, each with its exit status, for one board. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What the reference makes of a source: a blob, or the first line of its complaint. */
export type ReferenceResult =
  | { readonly kind: "blob"; readonly bytes: Uint8Array }
  | { readonly kind: "rejected"; readonly by: "cpp" | "dtc"; readonly message: string };

export interface ReferenceTools {
  readonly dtc: string;
  /** As it prints it. */
  readonly version: string;
}

const MOST_OUTPUT = 512 * 1024 * 1024;
/** dtc 1.6.1 does not terminate on some sources. */
const TIMEOUT_MS = 60_000;

/** dtc 1.8 where it is installed beside another one, for it decides; else whatever dtc there is. */
export function findTools(dtc: string | undefined): ReferenceTools {
  for (const name of dtc === undefined ? ["dtc-1.8", "dtc"] : [dtc]) {
    const { status, stdout } = spawnSync(name, ["--version"], { encoding: "utf8" });
    if (status === 0) return { dtc: name, version: stdout.trim().replace(/^Version: /, "") };
  }
  throw new Error(`cannot run ${dtc ?? "dtc-1.8 or dtc"}: is device-tree-compiler installed?`);
}

/**
 * The folders that a kernel's build gives cpp and dtc for a board, found by walking up: the board's own, and in a Linux
 * or U-Boot tree its architecture's `boot/dts`, `scripts/dtc/include-prefixes` and `include`.
 */
export function includeFolders(board: string): readonly string[] {
  const own = dirname(resolve(board));
  const folders = [own];
  for (let at = own; dirname(at) !== at; at = dirname(at)) {
    const arch = /^(.*\/arch\/[^/]+)(\/|$)/.exec(own)?.[1];
    if (!existsSync(join(at, "include/dt-bindings"))) continue;
    const candidates = [
      arch === undefined ? "" : `${arch}/boot/dts`,
      join(at, "scripts/dtc/include-prefixes"),
      join(at, "include"),
    ];
    folders.push(...candidates.filter((folder) => folder !== "" && existsSync(folder)));
    break;
  }
  return folders;
}

/** What the preprocessor makes of a board. */
export function runCpp(board: string, folders: readonly string[]): ReferenceResult {
  const flags = ["-nostdinc", "-undef", "-D__DTS__", "-x", "assembler-with-cpp", ...folders.flatMap((f) => ["-I", f])];
  return run("cpp", "cpp", [...flags, board], null);
}

/** @param source what cpp made of the board */
export function runDtc(dtc: string, source: Uint8Array, folders: readonly string[], symbols: boolean): ReferenceResult {
  const flags = ["-q", "-I", "dts", "-O", "dtb", ...(symbols ? ["-@"] : []), ...folders.flatMap((f) => ["-i", f])];
  return run("dtc", dtc, [...flags, "-"], source);
}

function run(by: "cpp" | "dtc", command: string, args: readonly string[], input: Uint8Array | null): ReferenceResult {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    maxBuffer: MOST_OUTPUT,
    timeout: TIMEOUT_MS,
    ...(input === null ? {} : { input }),
  });
  if (status === 0) return { kind: "blob", bytes: stdout };
  const complaint = error?.message ?? stderr.toString("utf8");
  const lines = complaint.split("\n").filter((line) => line !== "");
  const first = lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "";
  return { kind: "rejected", by, message: first === "" ? `exit status ${status}` : first };
}
