/** Findings as a pull-request comment: never more than a comment holds, so the boards with most errors come first. */
import { blocksAsComment } from "../markdown.js";
import type { Board, Report } from "../schema.js";
import { checkBlocks } from "./document.js";
import { countOf } from "./model.js";

const MARKER = "<!-- iova-plan check -->";

export function checkAsMarkdown(report: Report, { verbose }: { readonly verbose: boolean }): string {
  const errors = ({ findings }: Board) => countOf(findings, "error");
  const boards = [...report.boards].sort((a, b) => errors(b) - errors(a));
  return blocksAsComment(MARKER, checkBlocks({ ...report, boards }, verbose));
}
