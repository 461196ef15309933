/** Reports as a page that shows them: tables, trees and maps. */
import type { DiffReport } from "../diff/schema.js";
import type { Format, Piece, Printables, PrintOptions } from "../format.js";
import type { Part } from "../html/members.js";
import { pagePieces } from "../html/page.js";
import { safeJson } from "../json.js";
import { joinedPieces } from "../pieces.js";
import { reportJsonParts } from "../report-json.js";
import type { Report } from "../schema.js";
import type { SimulateReport } from "../simulate/schema.js";
import type { VerifyReport } from "../verify/schema.js";

const whole = (report: object): Part[] => [{ board: null, pieces: [safeJson(report)] }];

type Served = "analyze" | "map" | "check" | "diff" | "verify" | "simulate";

type Writers = { readonly [C in Served]: (report: Printables[C], options: PrintOptions) => Iterable<Piece> };

const boardsTitle = (boards: readonly { readonly input: string }[]): string => {
  const [first] = boards;
  return boards.length === 1 && first !== undefined ? first.input : `${boards.length} boards`;
};

const pieces: Writers = {
  analyze: (report, { viewer }) => pagePieces(ofBoards("analyze", report), viewer),
  map: (report, { viewer }) => pagePieces(ofBoards("map", report), viewer),
  check: (report, { viewer }) => pagePieces(ofBoards("check", report), viewer),
  diff: (report, { viewer }) => pagePieces({ command: "diff", title: diffTitle(report), parts: whole(report) }, viewer),
  verify: (report, { viewer }) =>
    pagePieces({ command: "verify", title: verifyTitle(report), parts: whole(report) }, viewer),
  simulate: (report, { viewer }) =>
    pagePieces({ command: "simulate", title: simulateTitle(report), parts: whole(report) }, viewer),
};

const ofBoards = (command: string, report: Report) => ({
  command,
  title: `${command}: ${boardsTitle(report.boards)}`,
  parts: reportJsonParts(report),
});

const diffTitle = (report: DiffReport): string => `diff: ${report.old} → ${report.new}`;
const verifyTitle = (report: VerifyReport): string => `verify: ${report.input}`;
const simulateTitle = (report: SimulateReport): string => `simulate: ${boardsTitle(report.boards)}`;

export const html: Format = {
  name: "html",
  order: 35,
  summary: "one page with tables and maps, for a browser",
  printers: {
    analyze: (report, options) => joinedPieces(pieces.analyze(report, options)),
    map: (report, options) => joinedPieces(pieces.map(report, options)),
    check: (report, options) => joinedPieces(pieces.check(report, options)),
    diff: (report, options) => joinedPieces(pieces.diff(report, options)),
    verify: (report, options) => joinedPieces(pieces.verify(report, options)),
    simulate: (report, options) => joinedPieces(pieces.simulate(report, options)),
  },
  pieces,
};
