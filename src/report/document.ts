/** The sections of a report for people, in order, as blocks that text and Markdown both print. */
import type { Block } from "./blocks.js";
import type { Board, Report } from "./schema.js";
import { assumptionBlocks, checkBlocks, coverageBlocks, messageBlocks, passedOverBlocks } from "./section/closing.js";
import { consumerBlocks } from "./section/consumers.js";
import { attempted, failureBlocks } from "./section/failures.js";
import { headerBlocks } from "./section/header.js";
import { inheritanceBlocks } from "./section/inheritance.js";
import { layoutBlocks } from "./section/layouts.js";
import { reservedMemoryBlocks } from "./section/reserved-memory.js";
import { sharedDomainBlocks } from "./section/shared-domains.js";
import { summaryBlocks } from "./section/summary.js";
import { workloadBlocks } from "./section/workloads.js";

/** What failed; then one board in full, or several as a summary, each in full before it when asked to be verbose. */
export function analysisBlocks(report: Report, verbose: boolean): Block[] {
  const several = report.boards.length > 1;
  const full = several && !verbose ? [] : report.boards.filter((board) => board.analysed);
  return [
    ...failureBlocks(attempted(report), "analysed", verbose),
    ...full.flatMap((board) => boardBlocks(board, report, verbose)),
    ...(several ? summaryBlocks(report) : []),
    ...passedOverBlocks(report, verbose),
  ];
}

const boardBlocks = (board: Board, report: Report, verbose: boolean): Block[] => [
  ...headerBlocks(board, report),
  ...consumerBlocks(board, report.kernelVersion),
  ...workloadBlocks(board),
  ...inheritanceBlocks(board, { all: verbose, verbose }),
  ...sharedDomainBlocks(board),
  ...layoutBlocks(board, verbose),
  ...reservedMemoryBlocks(board, verbose),
  ...messageBlocks(board),
  ...assumptionBlocks(board),
  ...checkBlocks(board),
  ...coverageBlocks(board, verbose),
];

/** The inheritance trees of every board, families with nothing reserved included. */
export const inheritanceReportBlocks = (report: Report, verbose: boolean): Block[] => [
  ...failureBlocks(attempted(report), "analysed", verbose),
  ...report.boards
    .filter((board) => board.analysed)
    .flatMap((board) => [
      ...headerBlocks(board, report),
      ...inheritanceBlocks(board, { all: true, verbose }),
      ...sharedDomainBlocks(board),
    ]),
];
