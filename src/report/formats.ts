/**
 * The formats, read from here by the command line, its help and the documentation. A format says by its printers
 * which commands it serves; a new one is a new file and a row.
 */
import { checkBlocks } from "./check/document.js";
import { checkAsGithub } from "./check/github.js";
import { checkAsGitlab } from "./check/gitlab.js";
import { checkAsJunit } from "./check/junit.js";
import { checkAsMarkdown } from "./check/markdown.js";
import type { RuleText } from "./check/model.js";
import { checkAsSarif } from "./check/sarif.js";
import { diffBlocks } from "./diff/document.js";
import type { DiffReport } from "./diff/schema.js";
import { analysisBlocks, inheritanceReportBlocks } from "./document.js";
import { faultBlocks } from "./fault/document.js";
import type { FaultReport } from "./fault/schema.js";
import { reportAsJson, safeJson } from "./json.js";
import { blocksAsComment, blocksAsMarkdown } from "./markdown.js";
import type { Report } from "./schema.js";
import { simulateBlocks } from "./simulate/document.js";
import type { SimulateReport } from "./simulate/schema.js";
import { blocksAsText, type Look } from "./text.js";
import { verifyBlocks } from "./verify/document.js";
import type { VerifyReport } from "./verify/schema.js";
import { whyBlocks } from "./why/document.js";
import type { WhyReport } from "./why/schema.js";

export interface PrintOptions extends Look {
  readonly verbose: boolean;
  /** Every rule, for the formats of `check` that list them; absent: none is listed. */
  readonly rules?: readonly RuleText[];
}

/** What each command hands to its format. */
export interface Printables {
  readonly analyze: Report;
  readonly tree: Report;
  readonly check: Report;
  readonly diff: DiffReport;
  readonly why: WhyReport;
  /** \`why\` of faults. */
  readonly fault: FaultReport;
  readonly verify: VerifyReport;
  readonly simulate: SimulateReport;
}

type Printers = {
  readonly [Command in keyof Printables]?: (result: Printables[Command], options: PrintOptions) => string;
};

export interface Format {
  readonly name: string;
  readonly summary: string;
  readonly printers: Printers;
}

export const formats: readonly Format[] = [
  {
    name: "text",
    summary: "for people, as wide as the terminal",
    printers: {
      analyze: (report, options) => blocksAsText(analysisBlocks(report, options.verbose), options),
      tree: (report, options) => blocksAsText(inheritanceReportBlocks(report, options.verbose), options),
      check: (report, options) => blocksAsText(checkBlocks(report, options.verbose), options),
      diff: (report, options) => blocksAsText(diffBlocks(report, options.verbose), options),
      why: (report, options) => blocksAsText(whyBlocks(report), options),
      fault: (report, options) => blocksAsText(faultBlocks(report, options.verbose), options),
      verify: (report, options) => blocksAsText(verifyBlocks(report, options.verbose), options),
      simulate: (report, options) => blocksAsText(simulateBlocks(report), options),
    },
  },
  {
    name: "json",
    summary: "for programs: see 'iova-plan schema report'",
    printers: {
      analyze: reportAsJson,
      tree: reportAsJson,
      check: reportAsJson,
      diff: safeJson,
      why: safeJson,
      fault: safeJson,
      verify: safeJson,
      simulate: safeJson,
    },
  },
  {
    name: "markdown",
    summary: "for a web page or a comment",
    printers: {
      analyze: (report, options) => blocksAsMarkdown(analysisBlocks(report, options.verbose)),
      tree: (report, options) => blocksAsMarkdown(inheritanceReportBlocks(report, options.verbose)),
      check: checkAsMarkdown,
      diff: (report, options) => blocksAsComment("<!-- iova-plan diff -->", diffBlocks(report, options.verbose)),
      why: (report) => blocksAsMarkdown(whyBlocks(report)),
      fault: (report, options) => blocksAsMarkdown(faultBlocks(report, options.verbose)),
      verify: (report, options) => blocksAsMarkdown(verifyBlocks(report, options.verbose)),
      simulate: (report) => blocksAsMarkdown(simulateBlocks(report)),
    },
  },
  {
    name: "sarif",
    summary: "SARIF 2.1.0, for code scanning",
    printers: { check: (report, { rules = [] }) => checkAsSarif(report, rules) },
  },
  {
    name: "junit",
    summary: "JUnit XML: one suite a board, only errors fail",
    printers: { check: (report, { rules = [] }) => checkAsJunit(report, rules) },
  },
  {
    name: "github",
    summary: "GitHub's workflow commands, and the step summary",
    printers: { check: checkAsGithub },
  },
  {
    name: "gitlab",
    summary: "GitLab's code-quality report",
    printers: { check: checkAsGitlab },
  },
];

/** The names that a command can be asked for, in the registry's order. */
export const formatNames = (command: keyof Printables): readonly string[] =>
  formats.filter((format) => format.printers[command] !== undefined).map((format) => format.name);
