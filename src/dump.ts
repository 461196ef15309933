/** What each stage makes of an input, printed by the printers that the tests use. */

import { analyzeInput } from "./analyze.js";
import { BoardFiles } from "./base/board-files.js";
import type { Outcome } from "./base/diagnostic.js";
import { isDtb } from "./dtb/read.js";
import { dtsOptionsOf, failed, type LoadOptions, limitsOf, loadDeviceTree, type TreeInput } from "./load.js";
import { boardAsJson } from "./report/json.js";
import { boardView } from "./report/view.js";
import { printDts } from "./tree/print.js";

/** What a stage makes of an input, printed by the printers that the tests use; null and errors if it makes nothing. */
export const dumps: Readonly<Record<string, (input: TreeInput, options: LoadOptions) => Promise<Outcome<string>>>> = {
  text: (input, options) => dumpSource(input, options, "preprocessedText"),
  tokens: (input, options) => dumpSource(input, options, "tokensText"),
  tree: async (input, options) => mapped(await loadDeviceTree(input, options), printDts),
  system: async (input, options) => {
    const board = await analyzeInput(input, options);
    return mapped({ value: board.analysis, diagnostics: board.diagnostics }, () => boardAsJson(boardView(board)));
  },
};

/** Of the input alone: overlays are applied to trees. */
async function dumpSource(
  input: TreeInput,
  options: LoadOptions,
  print: "preprocessedText" | "tokensText",
): Promise<Outcome<string>> {
  const files = BoardFiles.over(options.files);
  const name = typeof input === "string" ? input : input.name;
  const read =
    typeof input === "string"
      ? files.file(input, limitsOf(options).fileBytes)
      : { ok: true as const, file: files.add(name, input.bytes) };
  if (!read.ok) return failed(name, `input-${read.reason}`, read.message);
  if (isDtb(read.file.bytes)) return failed(name, "input-no-source", "a blob has no text and no tokens");
  const dtsOptions = await dtsOptionsOf(name, { ...options, files });
  return (await import("./dts/dump.js"))[print](read.file.source, dtsOptions, files);
}

const mapped = <T>({ value, diagnostics }: Outcome<T>, print: (value: T) => string): Outcome<string> => ({
  value: value === null ? null : print(value),
  diagnostics,
});
