/** What inputs are made from: the shipped examples, the test cases, and boards of a folder that the user names. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BoardFiles } from "../../src/base/board-files.js";
import { compareText } from "../../src/base/order.js";
import { SourceFile } from "../../src/base/source.js";
import { decodeSource } from "../../src/base/source-text.js";
import { nodeFiles } from "../../src/cli/files.js";
import { writeDtb } from "../../src/dtb/write.js";
import { kernelIncludeFolders } from "../../src/dts/kernel-includes.js";
import { defaultDtsOptions } from "../../src/dts/options.js";
import { applyOverlay } from "../../src/dts/overlay.js";
import { parseDts } from "../../src/dts/parse.js";
import { withSymbolNodes } from "../../src/tree/symbols.js";
import type { DeviceTree } from "../../src/tree/tree.js";

export interface Seeds {
  readonly sources: readonly string[];
  readonly blobs: readonly Uint8Array[];
  /** Each with a base that it fits. */
  readonly overlays: readonly OverlaySeed[];
}

interface OverlaySeed {
  readonly bytes: Uint8Array;
  readonly base: Uint8Array;
}

const FOLDERS = ["examples/dts", "test/cases", "test/kernel-cases", "test/dtb/fixtures", "test/fuzz/found"];
/** A whole kernel's boards would all be read before the first input is made. */
const MOST_BOARDS = 60;

export function loadSeeds(boards: string | null): Seeds {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const paths = FOLDERS.flatMap((folder) => sourcesIn(join(root, folder)));
  const more = boards === null ? [] : everyNth(sourcesIn(boards), MOST_BOARDS);
  const sources = [...paths, ...more].map((path) => ({ path, text: decodeSource(readFileSync(path)) }));
  const trees = sources.map(({ path, text }) => treeOf(path, text)).filter((tree) => tree !== null);
  return {
    sources: sources.map(({ text }) => text),
    blobs: trees.map(writeDtb),
    overlays: trees.filter((tree) => tree.isOverlay).flatMap((overlay) => fitting(overlay, trees)),
  };
}

function fitting(overlay: DeviceTree, trees: readonly DeviceTree[]): readonly OverlaySeed[] {
  const bases = trees.filter((tree) => !tree.isOverlay && applyOverlay(tree, overlay).value !== null);
  return bases.map((base) => ({ bytes: writeDtb(overlay), base: writeDtb(base) }));
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.dtso?$/.test(name))
    .sort(compareText)
    .map((name) => join(folder, name));
}

const everyNth = <T>(list: readonly T[], most: number): readonly T[] => {
  const step = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, i) => i % step === 0);
};

function treeOf(path: string, text: string): DeviceTree | null {
  const options = { ...defaultDtsOptions, allowOutside: true, includeFolders: kernelIncludeFolders(path, nodeFiles) };
  const { value } = parseDts(new SourceFile(path, text), options, BoardFiles.over(nodeFiles));
  return value === null ? null : withSymbolNodes(value, { symbols: true, localFixups: false });
}
