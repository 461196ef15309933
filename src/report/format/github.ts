/** Findings as GitHub's workflow commands, gravest first: a run shows no more than ten of a kind. */

import { visible } from "../../base/visible.js";
import { counted } from "../amount.js";
import { countsText, isListed, linesOf, onBoards, type SeverityName } from "../check/model.js";
import { failureSentence } from "../failures.js";
import type { Format } from "../format.js";
import { locationText } from "../location.js";
import type { FoldedFinding, Report } from "../schema.js";

const COMMANDS: Readonly<Record<SeverityName, string>> = { error: "error", warning: "warning", note: "notice" };

function checkAsGithub(report: Report, showsNotes: boolean): string {
  const failed = report.failures.map((failure) => {
    const { location, code } = failure;
    const place = { file: location.file, line: location.line, col: location.column, title: code };
    return command("error", place, [failureSentence(failure)]);
  });
  const isOnlyBoard = report.boards.length === 1;
  const found = report.findings.filter((one) => isListed(one, showsNotes)).map((one) => annotation(one, isOnlyBoard));
  return [...failed, ...found, verdict(report)].map((line) => `${line}\n`).join("");
}

/** The last line: what the silence before it is worth. */
function verdict({ boards, findings, kernelVersion, shard }: Report): string {
  const checked = boards.filter((board) => board.analysed);
  const counts = countsText(findings);
  return command("notice", { title: "iova-plan" }, [
    `${counts} on ${counted(checked.length, "board")}, for Linux ${kernelVersion}${shard === null ? "" : `; shard ${shard.index} of ${shard.of}`}`,
  ]);
}

function annotation(finding: FoldedFinding, isOnlyBoard: boolean): string {
  const { location, severity, rule } = finding;
  const place = {
    file: location.file,
    line: location.line,
    col: location.column,
    endColumn: location.endColumn,
    title: rule,
  };
  // An annotation on a blob has no line: its text must say the node.
  const lead = location.line === null ? [locationText(location)] : [];
  return command(COMMANDS[severity], place, [...lead, ...linesOf(finding, onBoards(finding, isOnlyBoard))]);
}

type Place = Readonly<Record<string, string | number | null>>;

function command(name: string, place: Place, lines: readonly string[]): string {
  const properties = Object.entries(place)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${properties.join(",")}::${lines.map((line) => data(visible(line))).join("%0A")}`;
}

/** What the runner takes for its own is written as it wants it (toolkit, command.ts). */
const data = (value: string): string => value.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");

const property = (value: string): string => data(visible(value)).replace(/:/g, "%3A").replace(/,/g, "%2C");

export const github: Format = {
  name: "github",
  order: 60,
  summary: "GitHub's workflow commands, and the step summary",
  printers: { check: (report, { showsNotes = false }) => checkAsGithub(report, showsNotes) },
};
