/** Findings as GitLab's code-quality report. */

import { visible } from "../../base/visible.js";
import { allFindings, type BoardFinding, linesOf, NOT_CHECKED, type SeverityName } from "../check/model.js";
import { failureSentence } from "../failures.js";
import type { Format } from "../format.js";
import { safeJson } from "../json.js";
import type { Failure, Location, Report } from "../schema.js";

const SEVERITY: Readonly<Record<SeverityName, string>> = { error: "major", warning: "minor", note: "info" };

/** What could not be checked is an entry of its own: an empty list would read as a pass. */
const checkAsGitlab = (report: Report): string =>
  safeJson([...report.failures.map(failed), ...allFindings(report).map((one) => found(one, report.kernelVersion))]);

const failed = (failure: Failure) => ({
  description: visible(failureSentence(failure)),
  check_name: NOT_CHECKED.id,
  fingerprint: failure.fingerprint,
  severity: "blocker",
  location: place(failure.location),
});

const found = ({ board, finding }: BoardFinding, kernelVersion: string) => ({
  description: linesOf(finding).map(visible).join("\n"),
  check_name: finding.rule,
  // The same finding on two boards is two to GitLab.
  fingerprint: `${finding.fingerprint}:${visible(board.input)}`,
  severity: SEVERITY[finding.severity],
  location: place(finding.location),
  // Code Climate's field for more words; GitLab passes it over.
  content: { body: `judged for Linux ${kernelVersion}` },
});

/** A blob has no lines: its findings are on line 1, and say their node. */
const place = ({ file, line }: Location) => ({ path: visible(file), lines: { begin: line ?? 1 } });

export const gitlab: Format = {
  name: "gitlab",
  order: 70,
  summary: "GitLab's code-quality report",
  printers: { check: checkAsGitlab },
};
