/** The sections of a report for people, in order, as blocks that text and Markdown both print. */
import { counted } from "./amount.js";
import { type Arrangement, arranged } from "./arrange.js";
import type { Block } from "./blocks.js";
import type { Board, Report } from "./schema.js";
import { assumptionBlocks, checkBlocks, coverageBlocks, messageBlocks, passedOverBlocks } from "./section/closing.js";
import { consumerBlocks } from "./section/consumers.js";
import { attempted, failureBlocks } from "./section/failures.js";
import { headerBlocks } from "./section/header.js";
import { inheritanceBlocks } from "./section/inheritance.js";
import { layoutBlocks } from "./section/layouts.js";
import { mapSection } from "./section/map.js";
import { reservedMemoryBlocks } from "./section/reserved-memory.js";
import { shardBlocks } from "./section/shard.js";
import { sharedDomainBlocks } from "./section/shared-domains.js";
import { summaryBlocks } from "./section/summary.js";
import { workloadBlocks } from "./section/workloads.js";
import { text } from "./styled.js";

/** What failed; then one board in full, or several as a summary, each in full before it when asked to be verbose. */
export function analysisBlocks(whole: Report, verbose: boolean, arrangement: Arrangement): Block[] {
  const report = arranged(whole, arrangement);
  const several = whole.boards.length > 1;
  const full = several && !verbose ? [] : report.boards.filter((board) => board.analysed);
  return [
    ...failureBlocks(attempted(report), "analysed", verbose),
    ...full.flatMap((board) => boardBlocks(board, report, verbose)),
    ...(several && report.boards.length > 0 ? summaryBlocks(report) : []),
    ...leftOut(whole, report),
    ...passedOverBlocks(report, verbose),
  ];
}

/** Whoever asked for a part is told of how much it is one. */
function leftOut(whole: Report, shown: Report): Block[] {
  const consumers = ({ boards }: Report) => boards.reduce((sum, board) => sum + board.consumers.length, 0);
  if (consumers(whole) === consumers(shown) && whole.boards.length === shown.boards.length) return [];
  const boards = `${shown.boards.length} of ${counted(whole.boards.length, "board")}`;
  const of = `${consumers(shown)} of ${counted(consumers(whole), "consumer")}`;
  return [{ kind: "paragraph", text: text(`Shown by --only reserved: ${of}, on ${boards}`) }];
}

const boardBlocks = (board: Board, report: Report, verbose: boolean): Block[] => [
  ...headerBlocks(board, report),
  ...consumerBlocks(board, report.kernelVersion),
  ...mapSection(board),
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
  ...shardBlocks(report),
];
