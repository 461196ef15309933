/** Boards of this folder through the same pipeline as the command line, from source and from its blob. */
import { fileURLToPath } from "node:url";
import { BoardFiles } from "../../src/base/board-files.js";
import { nodeFiles } from "../../src/cli/files.js";
import { type BoardSettings, defaultSettings } from "../../src/config/model.js";
import { loadDeviceTree, loadPlan, type SystemOptions, type TreeInput } from "../../src/index.js";
import type { Findings } from "../../src/rule/engine/model.js";
import { settle } from "../../src/rule/engine/settle.js";
import { withComments } from "../../src/run/comments.js";
import { type Analysis, examine } from "../../src/run/examine.js";
import { ownBlob } from "../own-blob.js";

export interface RunOptions {
  readonly settings?: BoardSettings;
  readonly system?: Partial<SystemOptions>;
}

export const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export interface Checked {
  readonly analysis: Analysis & Findings & { readonly skippedChecks: Findings["skipped"] };
  /** Its path; null without one. */
  readonly plan: string | null;
}

/** The board as source; its plan is the one beside it. */
export const checkSource = (path: string, options: RunOptions = {}): Promise<Checked> =>
  checked(path, planPath(path), options);

/** The same board as a blob, under its plan. */
export async function checkBlob(path: string, options: RunOptions = {}): Promise<Checked> {
  const blob = { name: path.replace(/\.dts$/, ".dtb"), bytes: await ownBlob(path, true) };
  return checked(blob, planPath(path), options);
}

function planPath(path: string): string | null {
  const plan = path.replace(/\.dts$/, ".iova.yaml");
  return nodeFiles.kindOf(plan) === null ? null : plan;
}

async function checked(input: TreeInput, plan: string | null, { settings, system }: RunOptions): Promise<Checked> {
  const files = BoardFiles.over(nodeFiles);
  const tree = await loadDeviceTree(input, { files });
  const planned = plan === null ? null : await loadPlan(plan, files);
  const { analysis, diagnostics } =
    tree.value === null
      ? { analysis: null, diagnostics: tree.diagnostics }
      : examine(tree.value, { ...system, plan: planned?.value ?? null, settings: settings ?? defaultSettings });
  const said = [...tree.diagnostics, ...(planned?.diagnostics ?? []), ...diagnostics];
  if (analysis === null || said.some(({ severity }) => severity === "error")) {
    throw new Error(said.map(({ message }) => message).join("; "));
  }
  const { candidates } = withComments(analysis.candidates, [...files.files.values()]);
  const { findings, skipped } = settle(candidates);
  return { plan, analysis: { ...analysis, candidates, findings, skipped, skippedChecks: skipped } };
}
