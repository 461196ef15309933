/** Findings as GitLab's code-quality report. */

import { visible } from "../../base/visible.js";
import { safeJson } from "../json.js";
import type { Report } from "../schema.js";
import { allFindings, linesOf, type SeverityName } from "./model.js";

const SEVERITY: Readonly<Record<SeverityName, string>> = { error: "major", warning: "minor", note: "info" };

/** A blob has no lines: its findings are on line 1, and say their node. */
export const checkAsGitlab = (report: Report): string =>
  safeJson(
    allFindings(report).map(({ board, finding }) => ({
      description: linesOf(finding).map(visible).join("\n"),
      check_name: finding.rule,
      // The same finding on two boards is two to GitLab.
      fingerprint: `${finding.fingerprint}:${visible(board.input)}`,
      severity: SEVERITY[finding.severity],
      location: { path: visible(finding.location.file), lines: { begin: finding.location.line ?? 1 } },
    })),
  );
