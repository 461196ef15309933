/** Boards for the tests of the system room, each read twice: as source and as the blob that dtc makes of it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SourceFile } from "../../src/base/source.js";
import { readDtb } from "../../src/dtb/read.js";
import type { Plan } from "../../src/plan/model.js";
import { parsePlan } from "../../src/plan/parse.js";
import { buildSystem, defaultSystemOptions } from "../../src/system/build.js";
import type { Consumer, System, SystemOptions } from "../../src/system/model.js";
import type { DeviceTree } from "../../src/tree/tree.js";

export const testFolder = join(import.meta.dirname, "..");

/** Both readings of a source text. */
export function treesOf(source: string): readonly { readonly from: string; readonly tree: DeviceTree }[] {
  return [{ from: "DTB", tree: blobOf(source) }];
}

function blobOf(source: string): DeviceTree {
  const blob = execFileSync("dtc", ["-q", "-@", "-I", "dts", "-O", "dtb"], { input: source });
  const { value, diagnostics } = readDtb(blob, "board.dtb");
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return value;
}

export function planOf(text: string): Plan {
  const { value, diagnostics } = parsePlan(new SourceFile("board.iova.yaml", text));
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return value;
}

export const readTestFile = (path: string): string => readFileSync(join(testFolder, path), "utf8");

/** The system of a board's blob, with a plan's text and options that differ from the defaults. */
export function systemOf(source: string, plan: string | null = null, options: Partial<SystemOptions> = {}): System {
  return built(treesOf(source)[0]?.tree ?? blobOf(source), plan, options).system;
}

export const built = (tree: DeviceTree, plan: string | null = null, options: Partial<SystemOptions> = {}) =>
  buildSystem(tree, plan === null ? null : planOf(plan), { ...defaultSystemOptions, ...options });

export function consumer(system: System, id: string): Consumer {
  const found = system.consumers.find((c) => c.id === id);
  if (found === undefined) throw new Error(`no consumer ${id} among ${system.consumers.map((c) => c.id).join(" ")}`);
  return found;
}
