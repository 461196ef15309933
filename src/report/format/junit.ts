/** Findings as JUnit XML: one suite a board, one case a rule; only errors fail. */

import { visible } from "../../base/visible.js";
import { isListed, linesOf, NOT_CHECKED, type RuleText } from "../check/model.js";
import { failureLine } from "../failures.js";
import type { Format } from "../format.js";
import { locationText } from "../location.js";
import type { Board, FindingView, Report } from "../schema.js";

function checkAsJunit(report: Report, rules: readonly RuleText[], showsNotes: boolean): string {
  const failed = report.boards.filter((board) => !board.analysed).map(failedSuite);
  const checked = report.boards
    .filter((board) => board.analysed)
    .map(({ input, findings }) => ({ input, findings: findings.filter((one) => isListed(one, showsNotes)) }))
    .map((board) => suite(board, report.kernelVersion, rules));
  const suites = [...runSuites(report), ...failed, ...checked];
  const sum = (pick: (one: Suite) => number) => suites.reduce((total, one) => total + pick(one), 0);
  const counts = `tests="${sum((s) => s.tests)}" failures="${sum((s) => s.failures)}" errors="${sum((s) => s.errors)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="iova-plan" ${counts}>`,
    ...suites.flatMap((one) => one.lines),
    "</testsuites>",
    "",
  ].join("\n");
}

type Checked = Pick<Board, "input" | "findings">;

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly lines: readonly string[];
}

/** A suite for what concerns no one board: the config, the baseline. */
function runSuites({ failures }: Report): Suite[] {
  const ofRun = failures.filter(({ boards }) => boards.length === 0);
  return ofRun.length === 0 ? [] : [errorSuite("iova-plan", "could not be used", ofRun.map(failureLine))];
}

function failedSuite({ input, errors }: Board): Suite {
  const lines = errors.map((error) => `${locationText(error.location)}: ${error.message} [${error.code}]`);
  return errorSuite(input, "the board cannot be checked", lines);
}

function errorSuite(title: string, message: string, problems: readonly string[]): Suite {
  const name = attribute(title);
  const lines = [
    `  <testsuite name=${name} tests="1" failures="0" errors="1">`,
    `    <testcase classname=${name} name=${attribute(NOT_CHECKED.id)}>`,
    `      <error message=${attribute(message)}>${xml(problems.join("\n"))}</error>`,
    "    </testcase>",
    "  </testsuite>",
  ];
  return { tests: 1, failures: 0, errors: 1, lines };
}

function suite(board: Checked, kernelVersion: string, rules: readonly RuleText[]): Suite {
  const name = attribute(board.input);
  const cases = rules.map((rule) => testCase(name, rule, board));
  const failures = cases.filter((one) => one.isFailed).length;
  const lines = [
    `  <testsuite name=${name} tests="${cases.length}" failures="${failures}" errors="0">`,
    `    <properties><property name="kernelVersion" value=${attribute(kernelVersion)}/></properties>`,
    ...cases.flatMap((one) => one.lines),
    "  </testsuite>",
  ];
  return { tests: cases.length, failures, errors: 0, lines };
}

function testCase(className: string, rule: RuleText, board: Checked): { isFailed: boolean; lines: string[] } {
  const own = board.findings.filter((finding) => finding.rule === rule.id);
  const errors = own.filter((finding) => finding.severity === "error");
  const others = own.filter((finding) => finding.severity !== "error");
  const open = `    <testcase classname=${className} name=${attribute(rule.id)}`;
  if (own.length === 0) return { isFailed: false, lines: [`${open}/>`] };
  const [first, ...more] = errors;
  const summary = first === undefined ? "" : `${first.message}${more.length === 0 ? "" : `, and ${more.length} more`}`;
  // One element, whatever their number: not every reader takes several.
  const failure =
    first === undefined
      ? []
      : [
          `      <failure type=${attribute(rule.id)} message=${attribute(summary)}>${xml(errors.map(described).join("\n"))}</failure>`,
        ];
  const output = others.length === 0 ? [] : [`      <system-out>${xml(others.map(described).join("\n"))}</system-out>`];
  return { isFailed: errors.length > 0, lines: [`${open}>`, ...failure, ...output, "    </testcase>"] };
}

const described = (finding: FindingView): string =>
  `${locationText(finding.location)}: ${finding.severity}: ${linesOf(finding).join("\n  ")}`;

const attribute = (value: string): string => `"${xml(value.replace(/\n/g, " "))}"`;

/** Line ends stay; other controls, which XML 1.0 does not allow, are written out. */
const xml = (value: string): string =>
  value
    .split("\n")
    .map(visible)
    .join("\n")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\ufffe\uffff]/g, "\ufffd");

export const junit: Format = {
  name: "junit",
  order: 50,
  summary: "JUnit XML: one suite per board, only errors fail",
  printers: { check: (report, { rules = [], showsNotes = false }) => checkAsJunit(report, rules, showsNotes) },
};
