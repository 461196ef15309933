/** Boards for the tests of the system room, each read twice: as source and as the blob made of that. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BoardFiles } from "../../src/base/board-files.js";
import type { Outcome } from "../../src/base/diagnostic.js";
import type { FileReader } from "../../src/base/files.js";
import { SourceFile } from "../../src/base/source.js";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { defaultDtsOptions } from "../../src/dts/options.js";
import { parseDts } from "../../src/dts/parse.js";
import type { Plan } from "../../src/plan/model.js";
import { parsePlan } from "../../src/plan/parse.js";
import { buildSystem, defaultSystemOptions } from "../../src/system/build.js";
import type { Consumer, System, SystemOptions } from "../../src/system/model.js";
import type { DeviceTree } from "../../src/tree/tree.js";

export const testFolder = join(import.meta.dirname, "..");

/** Both readings of a source text. */
export function treesOf(source: string): readonly { readonly from: string; readonly tree: DeviceTree }[] {
  const parsed = treeOf(source);
  return [
    { from: "DTS", tree: parsed },
    { from: "DTB", tree: orThrow(readDtb(writeDtb(parsed), "board.dtb")) },
  ];
}

/** The tree of a source text. */
export const treeOf = (source: string): DeviceTree =>
  orThrow(parseDts(new SourceFile("board.dts", source), defaultDtsOptions, BoardFiles.over(noFiles)));

const noFiles: FileReader = {
  readFile: () => ({ ok: false, reason: "not-found", message: "no file" }),
  kindOf: () => null,
  realPath: () => null,
  list: () => [],
};

function orThrow<T>({ value, diagnostics }: Outcome<T>): T {
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join("\n"));
  return value;
}

function planOf(text: string): Plan {
  return orThrow(parsePlan(new SourceFile("board.iova.yaml", text)));
}

export const readTestFile = (path: string): string => readFileSync(join(testFolder, path), "utf8");

/** The system of a board's source, with a plan's text and options that differ from the defaults. */
export function systemOf(source: string, plan: string | null = null, options: Partial<SystemOptions> = {}): System {
  return built(treeOf(source), plan, options).system;
}

export const built = (tree: DeviceTree, plan: string | null = null, options: Partial<SystemOptions> = {}) =>
  buildSystem(tree, plan === null ? null : planOf(plan), { ...defaultSystemOptions, ...options });

export function consumer(system: System, id: string): Consumer {
  const found = system.consumers.find((c) => c.id === id);
  if (found === undefined) throw new Error(`no consumer ${id} among ${system.consumers.map((c) => c.id).join(" ")}`);
  return found;
}
