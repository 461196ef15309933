/** Findings as GitLab's code-quality report. */

import { fingerprintOf } from "../../base/fingerprint.js";
import { visible } from "../../base/visible.js";
import { isListed, linesOf, NOT_CHECKED, onBoards, type SeverityName } from "../check/model.js";
import { failureSentence } from "../failures.js";
import type { Format } from "../format.js";
import { safeJson } from "../json.js";
import type { Failure, FoldedFinding, Location, Report } from "../schema.js";

const SEVERITY: Readonly<Record<SeverityName, string>> = { error: "major", warning: "minor", note: "info" };

/** What could not be checked is an entry of its own: an empty list would read as a pass. */
function checkAsGitlab(report: Report, showsNotes: boolean): string {
  const listed = report.findings.filter((one) => isListed(one, showsNotes));
  const fingerprints = new Set<string>();
  return safeJson([...report.failures.map(failed), ...listed.map((one) => found(one, report, fingerprints))]);
}

const failed = (failure: Failure) => ({
  description: visible(failureSentence(failure)),
  check_name: NOT_CHECKED.id,
  fingerprint: failure.fingerprint,
  severity: "blocker",
  location: place(failure.location),
});

function found(finding: FoldedFinding, { boards, kernelVersion }: Report, taken: Set<string>) {
  // GitLab drops a second entry with the same fingerprint: two files may have the same mistake, and say it differently.
  const { location, message } = finding;
  const named = `${finding.fingerprint}:${visible(location.file)}`;
  const fingerprint = taken.has(named) ? `${named}:${fingerprintOf([message])}` : named;
  taken.add(fingerprint);
  return {
    description: linesOf(finding, onBoards(finding, boards.length === 1))
      .map(visible)
      .join("\n"),
    check_name: finding.rule,
    fingerprint,
    severity: SEVERITY[finding.severity],
    location: place(location),
    // Code Climate's field for more words; GitLab passes it over.
    content: { body: `for Linux ${kernelVersion}` },
  };
}

/** A blob has no lines: its findings are on line 1, and say their node. */
const place = ({ file, line }: Location) => ({ path: visible(file), lines: { begin: line ?? 1 } });

export const gitlab: Format = {
  name: "gitlab",
  order: 70,
  summary: "GitLab's code-quality report",
  printers: { check: (report, { showsNotes = false }) => checkAsGitlab(report, showsNotes) },
};
