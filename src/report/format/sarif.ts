/**
 * Findings as SARIF 2.1.0 (OASIS standard), with what GitHub's code scanning reads: rules with help, regions, related
 * locations and partial fingerprints.
 */

import { projectAddress } from "../../base/project.js";
import { visible } from "../../base/visible.js";
import { linesOf, NOT_CHECKED, onBoards, type RuleText, uriOf } from "../check/model.js";
import { failureSentence } from "../failures.js";
import type { Format } from "../format.js";
import { safeJson } from "../json.js";
import type { Failure, FindingView, FoldedFinding, Location, Report } from "../schema.js";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

function checkAsSarif(report: Report, rules: readonly RuleText[]): string {
  const listed = [...rules, NOT_CHECKED];
  const index = new Map(listed.map((rule, i) => [rule.id, i]));
  const { failures } = report;
  return safeJson({
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            ...(projectAddress !== null && { informationUri: projectAddress }),
            rules: listed.map(descriptor),
          },
        },
        columnKind: "utf16CodeUnits",
        properties: { kernelVersion: report.kernelVersion },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map(notification),
          },
        ],
        results: [
          ...failures.map((failure) => failedResult(failure, index)),
          ...report.findings.map((one) => ({
            ...result(one, index, report.boards.length === 1),
            ...fixesOf(one, report),
          })),
        ],
      },
    ],
  });
}

const descriptor = (rule: RuleText) => ({
  id: rule.id,
  name: rule.id
    .split("-")
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(""),
  shortDescription: { text: sentence(rule.title) },
  fullDescription: { text: sentence(rule.why) },
  help: { text: sentence(rule.fix), markdown: `${sentence(rule.why)}\n\n**Fix:** ${sentence(rule.fix)}` },
  defaultConfiguration: { level: rule.severity },
  properties: { tags: ["device-tree", "iommu"], precision: rule.severity === "error" ? "very-high" : "high" },
});

const notification = (failure: Failure) => ({
  level: "error",
  message: { text: sentence(visible(failureSentence(failure))) },
  locations: [{ physicalLocation: physical(failure.location, null) }],
});

/** Viewers show results and no notifications: what could not be checked must not look like a pass. */
const failedResult = (failure: Failure, index: ReadonlyMap<string, number>) => ({
  ruleId: NOT_CHECKED.id,
  ruleIndex: index.get(NOT_CHECKED.id) ?? -1,
  ...notification(failure),
  partialFingerprints: { "iovaPlanFailure/v1": failure.fingerprint },
  properties: { boards: failure.boards.map(visible) },
});

function result(finding: FoldedFinding, index: ReadonlyMap<string, number>, isOnlyBoard: boolean) {
  const { rule, severity, location, consumer, related, fingerprint } = finding;
  const logical = [...new Set([location.node, consumer])].filter((name) => name !== null);
  return {
    ruleId: rule,
    ruleIndex: index.get(rule) ?? -1,
    level: severity,
    message: {
      text: linesOf(finding, onBoards(finding, isOnlyBoard))
        .map((line) => sentence(visible(line)))
        .join("\n"),
    },
    locations: [
      {
        physicalLocation: physical(location, finding),
        ...(logical.length === 0
          ? {}
          : { logicalLocations: logical.map((name) => ({ fullyQualifiedName: visible(name), kind: "element" })) }),
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, i) => ({
            id: i + 1,
            message: { text: sentence(visible(one.message)) },
            physicalLocation: physical(one.location, null),
          })),
        }),
    partialFingerprints: { "iovaPlanFinding/v1": fingerprint },
    properties: { boards: finding.boards.map(visible) },
  };
}

/** What a viewer may offer to do. Absent where there is nothing. */
function fixesOf({ fingerprint, boards }: FoldedFinding, { fixes }: Report) {
  const own = fixes.filter(
    (one) => one.fingerprint === fingerprint && one.boards.some((board) => boards.includes(board)),
  );
  if (own.length === 0) return {};
  return {
    fixes: own.map(({ rule, edits }) => ({
      description: { text: `Fixes ${rule}: proven on every board that reads the file.` },
      artifactChanges: [...new Set(edits.map(({ file }) => file))].map((file) => ({
        artifactLocation: { uri: uriOf(file) },
        replacements: edits.filter((edit) => edit.file === file).map(replacement),
      })),
    })),
  };
}

const replacement = ({ line, column, endLine, endColumn, text }: Report["fixes"][number]["edits"][number]) => ({
  deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
  ...(text !== "" && { insertedContent: { text } }),
});

/** A blob has no lines: its findings are on line 1, and the logical location says the node. */
function physical(location: Location, finding: FindingView | null) {
  const { snippet = null, location: place } = finding ?? { location: null };
  const endColumn = place?.endColumn ?? null;
  return {
    artifactLocation: { uri: uriOf(location.file) },
    region: {
      startLine: location.line ?? 1,
      ...(location.column === null ? {} : { startColumn: location.column }),
      ...(endColumn === null ? {} : { endColumn }),
      ...(snippet === null ? {} : { snippet: { text: visible(snippet.text) } }),
    },
  };
}

const sentence = (text: string): string => (/[.!?:;>)]$/.test(text) ? text : `${text}.`);

export const sarif: Format = {
  name: "sarif",
  order: 40,
  summary: "SARIF 2.1.0, for code scanning",
  printers: { check: (report, { rules = [] }) => checkAsSarif(report, rules) },
};
