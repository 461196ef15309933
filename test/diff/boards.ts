/** The boards of the project with their plans, as the tests of `diff` take them. */
import { readdirSync } from "node:fs";
import { nodeFiles } from "../../src/cli/files.js";
import { compareSides } from "../../src/diff/compare.js";
import type { Change, DiffSide } from "../../src/diff/model.js";
import { analyze, type DeviceTree, defaultPlanPath, loadDeviceTree, loadPlan, type Plan } from "../../src/index.js";

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

function sideOf(tree: DeviceTree, plan: Plan | null): DiffSide {
  const { analysis, diagnostics } = analyze(tree, { plan });
  if (analysis === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { ...analysis, hidden: [], unsaid: [], plan: null, config: [] };
}

export const changesOf = (old: DeviceTree, now: DeviceTree, plan: Plan | null = null): readonly Change[] =>
  compareSides(sideOf(old, plan), sideOf(now, plan));

/** Changes without what a test need not repeat. */
export const outlined = (changes: readonly Change[]): string[] =>
  changes.map((change) => {
    const about = `${change.kind} ${change.consumer}`;
    if (change.kind !== "usable") return about;
    return `${about} ${(change.after.below4G - change.before.below4G) / 1048576n} MiB`;
  });
