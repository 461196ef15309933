/**
 * What tests need beside Node and hold our own against: programs, and what a system has or has not. Without one, what
 * only it can tell is skipped, and the closing line of the run says how many such tests there are and what brings it.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

type Oracle =
  /** Any of the commands, the best first; each answers to `probe` with status 0. `source`: what to install. */
  | { readonly commands: readonly string[]; readonly probe: readonly string[]; readonly source: string }
  | { readonly path: string; readonly source: string };

const ORACLES = {
  git: { commands: ["git"], probe: ["--version"], source: "package git" },
  bash: { commands: ["bash"], probe: ["-c", "true"], source: "package bash" },
  dash: { commands: ["dash"], probe: ["-c", "true"], source: "package dash" },
  busybox: { commands: ["busybox"], probe: ["true"], source: "package busybox" },
  zsh: { commands: ["zsh"], probe: ["-c", "true"], source: "package zsh" },
  fish: { commands: ["fish"], probe: ["-c", "true"], source: "package fish" },
  /** What a target's shell scripts call. */
  coreutils: { commands: ["readlink"], probe: ["-f", "."], source: "package coreutils" },
  mkfifo: { commands: ["mkfifo"], probe: ["--version"], source: "package coreutils" },
  "/dev/full": { path: "/dev/full", source: "Linux" },
  "pre-commit": { commands: ["pre-commit"], probe: ["--version"], source: "package pre-commit" },
  chromium: { commands: ["chromium"], probe: ["--version"], source: "package chromium" },
  cpp: { commands: ["cpp"], probe: ["--version"], source: "package cpp" },
  dtc: { commands: ["dtc-1.8", "dtc"], probe: ["--version"], source: "package device-tree-compiler" },
  fdtoverlay: {
    commands: ["fdtoverlay-1.8", "fdtoverlay"],
    probe: ["--version"],
    source: "package device-tree-compiler",
  },
  /** Where dtc's versions differ, 1.8 decides. */
  "dtc-1.8": { commands: ["dtc-1.8"], probe: ["--version"], source: "scripts/fetch-dtc-1.8.sh" },
} as const satisfies Readonly<Record<string, Oracle>>;

export type OracleName = keyof typeof ORACLES;

export const oracleNames = Object.keys(ORACLES) as readonly OracleName[];

export const sourceOf = (name: OracleName): string => ORACLES[name].source;

const found = new Map<OracleName, string | null>();

/** The command to call, or the path; null where there is none. */
export function commandOf(name: OracleName): string | null {
  const known = found.get(name);
  if (known !== undefined) return known;
  const command = lookedUp(ORACLES[name]);
  found.set(name, command);
  return command;
}

function lookedUp(oracle: Oracle): string | null {
  if ("path" in oracle) return existsSync(oracle.path) ? oracle.path : null;
  return oracle.commands.find((one) => spawnSync(one, oracle.probe).status === 0) ?? null;
}

declare module "vitest" {
  interface TaskMeta {
    /** The oracle for want of which the test is skipped. */
    lacks?: OracleName;
  }
}

/** Options of a test, or of a group of tests, that needs an oracle: `it("agrees with dtc", needs("dtc"), ...)`. */
export const needs = (name: OracleName): { readonly skip: boolean; readonly meta: { readonly lacks?: OracleName } } =>
  commandOf(name) === null ? { skip: true, meta: { lacks: name } } : { skip: false, meta: {} };
