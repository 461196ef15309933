/** What each stage makes of an input, printed by the printers that the tests use. */
import type { Outcome } from "../base/diagnostic.js";
import { foreignFile } from "../dtb/foreign-file.js";
import { isDtb } from "../dtb/read.js";
import { safeJson } from "../report/json.js";
import { boardFigures, boardView } from "../report/view.js";
import { settle } from "../rule/engine/settle.js";
import { printDts } from "../tree/print.js";
import type { Question } from "./job.js";
import { dtsOptionsOf, failed, limitsOf } from "./load.js";
import type { OpenBoard } from "./open-board.js";

type Stage = Question<"dump">["stage"];

const dumps: Readonly<Record<Stage, (board: OpenBoard) => Promise<string | null>>> = {
  text: (board) => dumpSource(board, "preprocessedText"),
  tokens: (board) => dumpSource(board, "tokensText"),
  tree: async (board) => {
    const tree = await board.tree();
    return tree === null ? null : printDts(tree);
  },
  system: async (board) => {
    const analysis = await board.analysis();
    if (analysis === null) return null;
    const told = { ...settle(analysis.candidates), suppressed: 0, baselined: 0 };
    return safeJson(boardView(await board.summary(), boardFigures(analysis), told));
  },
};

/** Names of the stages, in their order. */
export const dumpStages: readonly Stage[] = ["text", "tokens", "tree", "system"];

export const dumped = (board: OpenBoard, { stage }: Question<"dump">): Promise<string | null> => dumps[stage](board);

/** Of the input alone: overlays are applied to trees. */
async function dumpSource(board: OpenBoard, print: "preprocessedText" | "tokensText"): Promise<string | null> {
  return board.told(await sourceDump(board, print));
}

async function sourceDump(
  { job, files }: OpenBoard,
  print: "preprocessedText" | "tokensText",
): Promise<Outcome<string>> {
  const { input } = job;
  const options = { ...job, files };
  const name = typeof input === "string" ? input : input.name;
  const read =
    typeof input === "string"
      ? files.file(input, limitsOf(options).fileBytes)
      : { ok: true as const, file: files.add(name, input.bytes) };
  if (!read.ok) return failed(name, `input-${read.reason}`, read.message);
  const foreign = foreignFile(read.file.bytes, name);
  if (foreign !== null) return { value: null, diagnostics: [foreign] };
  if (isDtb(read.file.bytes)) return failed(name, "input-no-source", "a blob has no text and no tokens");
  const dtsOptions = await dtsOptionsOf(name, options);
  return (await import("../dts/dump.js"))[print](read.file.source, dtsOptions, files);
}
