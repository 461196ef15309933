/** The boards of the project with their plans, as the tests of `diff` take them. */
import { readdirSync } from "node:fs";
import { nodeFiles } from "../../src/cli/files.js";
import { defaultSettings } from "../../src/config/model.js";
import { compareFacts } from "../../src/diff/compare.js";
import { type BoardFacts, factsOf } from "../../src/diff/facts.js";
import type { Change } from "../../src/diff/model.js";
import {
  type DeviceTree,
  defaultPlanPath,
  type FileReader,
  loadDeviceTree,
  loadPlan,
  type Plan,
  type TreeInput,
} from "../../src/index.js";
import type { Kernel } from "../../src/kernel/kernel.js";
import { analyzeBoard, type BoardComparison, compareBoards, type DiffSide, formOf } from "../../src/parts.js";
import { allowedDrops } from "../../src/rule/facts/expected.js";
import { examine } from "../../src/run/examine.js";

const FOLDERS = ["test/cases", "test/kernel-cases", "examples/dts"];

export const boards: readonly string[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".dts"))
    .map((name) => `${folder}/${name}`),
);

export async function treeOf(path: string): Promise<DeviceTree> {
  const { value, diagnostics } = await loadDeviceTree(path, { files: nodeFiles });
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value;
}

export async function planFor(path: string): Promise<Plan | null> {
  const plan = defaultPlanPath(path);
  return nodeFiles.kindOf(plan) === null ? null : (await loadPlan(plan, nodeFiles)).value;
}

function factsOfTree(tree: DeviceTree, plan: Plan | null): BoardFacts {
  const { analysis, diagnostics } = examine(tree, { plan });
  if (analysis === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return factsOf(
    analysis.system,
    allowedDrops(analysis.system, defaultSettings),
    analysis.families,
    analysis.candidates,
  );
}

export const changesOf = (old: DeviceTree, now: DeviceTree, plan: Plan | null = null): readonly Change[] =>
  changesFrom(old, plan)(now);

/** What changes from one tree to each of many. */
export function changesFrom(old: DeviceTree, plan: Plan | null): (now: DeviceTree) => readonly Change[] {
  const facts = factsOfTree(old, plan);
  return (now) => compareFacts(facts, factsOfTree(now, plan), null);
}

/** Changes without what a test need not repeat. */
export const outlined = (changes: readonly Change[]): string[] =>
  changes.map((change) => {
    const about = `${change.kind} ${change.consumer}`;
    if (change.kind !== "usable") return about;
    return `${about} ${(change.after.below4G - change.before.below4G) / 1048576n} MiB`;
  });

/** Two inputs with the plans beside them, as the command line compares them. */
export async function compareInputs(
  old: TreeInput,
  now: TreeInput,
  files: FileReader,
  kernel?: Kernel,
): Promise<BoardComparison> {
  const side = (input: TreeInput): DiffSide => {
    const name = typeof input === "string" ? input : input.name;
    return {
      job: { input, name, plan: "beside", ...(kernel !== undefined && { system: { kernel } }) },
      form: formOf(input, files),
      config: { file: null, board: name, maxWaste: null },
    };
  };
  return compareBoards(side(old), side(now), (job) => analyzeBoard(job, files));
}
