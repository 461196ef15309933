/** Boards of this folder through the same pipeline as the command line, from source and from the blob that dtc makes. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { nodeFiles } from "../../src/cli/files.js";
import { type BoardSettings, defaultSettings } from "../../src/config/model.js";
import { type Analysis, analyzeInput, type BoardResult, type SystemOptions } from "../../src/index.js";

export interface RunOptions {
  readonly settings?: BoardSettings;
  readonly system?: Partial<SystemOptions>;
}

export const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export interface Checked extends BoardResult {
  readonly analysis: Analysis;
}

/** The board as source; its plan is the one beside it. */
export async function checkSource(path: string, options: RunOptions = {}): Promise<Checked> {
  return usable(
    await analyzeInput(path, { files: nodeFiles, settings: options.settings ?? defaultSettings, ...options }),
  );
}

/** The same board as a blob, under its plan. */
export async function checkBlob(path: string, options: RunOptions = {}): Promise<Checked> {
  const bytes = new Uint8Array(execFileSync(dtc, ["-q", "-@", "-I", "dts", "-O", "dtb", path]));
  const plan = path.replace(/\.dts$/, ".iova.yaml");
  return usable(
    await analyzeInput(
      { name: path.replace(/\.dts$/, ".dtb"), bytes },
      {
        files: nodeFiles,
        settings: options.settings ?? defaultSettings,
        ...(options.system !== undefined && { system: options.system }),
        plan: nodeFiles.kindOf(plan) === null ? null : plan,
      },
    ),
  );
}

/** The version that decides, where it is installed. */
const dtc = (() => {
  try {
    execFileSync("dtc-1.8", ["--version"]);
    return "dtc-1.8";
  } catch {
    return "dtc";
  }
})();

function usable(result: BoardResult): Checked {
  const { analysis, diagnostics } = result;
  if (analysis === null || diagnostics.some(({ severity }) => severity === "error")) {
    throw new Error(`${result.input}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  }
  return { ...result, analysis };
}
