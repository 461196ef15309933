/** What a capture says of the kernel that it was taken from, beside its groups. */
import type { DeviceTree } from "../tree/tree.js";
import { textList } from "../tree/value.js";
import type { CapturedGroup } from "./capture.js";

export interface RunningKernel {
  /** As `uname -r` has it: `6.12.107-arm64`. */
  readonly release: string;
  /** Bytes; null if the target could not tell. */
  readonly pageSize: number | null;
  readonly commandLine: string;
  readonly model: string;
  /** The root's `compatible`. */
  readonly compatible: readonly string[];
}

/** From the lines of a capture that begin with a key; null if there is no release among them. */
export function runningKernel(lines: readonly string[]): RunningKernel | null {
  const value = (key: string): string =>
    lines
      .find((line) => line.startsWith(`${key} `))
      ?.slice(key.length + 1)
      .trim() ?? "";
  const release = value("release");
  if (release === "") return null;
  const pageSize = value("page-size");
  return {
    release,
    pageSize: /^[0-9]+$/.test(pageSize) ? Number(pageSize) : null,
    commandLine: value("command-line"),
    model: value("model"),
    compatible: value("compatible")
      .split(" ")
      .filter((name) => name !== ""),
  };
}

const KEYS = /^(?:release|machine|page-size|command-line|model|compatible|groups|device-tree|base64) /;

/** A line that says nothing of a group, and is not meant to. */
export const isAboutKernel = (line: string): boolean => KEYS.test(`${line} `);

/** The device tree of the target, a blob or a packed folder; null if none was captured. */
export function capturedTree(lines: readonly string[]): Uint8Array | null {
  const text = lines
    .filter((line) => line.startsWith("base64 "))
    .map((line) => line.slice("base64 ".length))
    .join("");
  if (text === "" || !/^[A-Za-z0-9+/]+=*$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** `6.12.107` of `6.12.107-arm64`; null if it begins with no release. */
export const releaseNumber = ({ release }: RunningKernel): string | null =>
  /^[0-9]+\.[0-9]+(?:\.[0-9]+)?/.exec(release)?.[0] ?? null;

/**
 * How Linux runs its IOMMUs: what its groups' domains are, else what the command line asks for; null if neither tells.
 */
export function runningMode(
  kernel: RunningKernel,
  groups: readonly CapturedGroup[],
): "strict" | "lazy" | "passthrough" | null {
  const types = new Set(groups.map(({ type }) => type));
  if (types.has("DMA-FQ")) return "lazy";
  if (types.has("DMA")) return "strict";
  if (types.has("identity") || /(?:^| )iommu\.passthrough=(?:1|y|on)/.test(kernel.commandLine)) return "passthrough";
  const [, strict] = /(?:^| )iommu\.strict=([01])/.exec(kernel.commandLine) ?? [];
  return strict === undefined ? null : strict === "0" ? "lazy" : "strict";
}

/** The root's `compatible`, as a capture has it. */
export const compatibleOf = ({ root }: DeviceTree): readonly string[] => textList(root, "compatible");
