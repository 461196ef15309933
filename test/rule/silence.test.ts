/**
 * One finding does not silence another: whatever is hidden, by level, by a comment, by the baseline, what is told
 * besides stays told. On every board of the rules' tests, and on boards that nobody meant.
 */
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { type BoardSettings, defaultSettings } from "../../src/config/model.js";
import { loadPlan, rules } from "../../src/index.js";
import type { Candidate, Finding, HiddenBy } from "../../src/rule/engine/model.js";
import { runRules } from "../../src/rule/engine/run.js";
import { intoBaseline } from "../../src/rule/engine/screen.js";
import { settle } from "../../src/rule/engine/settle.js";
import { examine } from "../../src/run/examine.js";
import { checkSource, pathOf } from "./board.js";
import { randomBoard } from "./random-board.js";

const folders = ["../cases", "../reports", "../kernel-cases", ...rules.map(({ id }) => id)];
const boards = folders.flatMap((folder) =>
  list(pathOf(folder))
    .filter((name) => name.endsWith(".dts"))
    .map((name) => `${folder}/${name}`),
);

function list(folder: string): readonly string[] {
  return nodeFiles.kindOf(folder) === "directory" ? readdirSync(folder).sort() : [];
}

const told = (candidates: readonly Candidate[]): readonly Finding[] => settle(candidates).findings;

/** Told before, hidden by nothing, and not told after. */
function lost(before: readonly Candidate[], after: readonly Candidate[]): readonly string[] {
  const now = new Set(told(after).map(({ fingerprint }) => fingerprint));
  const open = new Set(after.filter((one) => one.hiddenBy === null).map(({ finding }) => finding.fingerprint));
  return told(before)
    .filter(({ fingerprint }) => open.has(fingerprint) && !now.has(fingerprint))
    .map(({ rule, message }) => `${rule}: ${message}`);
}

const hidden = (candidates: readonly Candidate[], by: HiddenBy, isHidden: (finding: Finding) => boolean) =>
  candidates.map((one) => (isHidden(one.finding) ? { ...one, hiddenBy: by } : one));

/** What is hidden is either told before, or rests on something told. */
function expectNothingLost(candidates: readonly Candidate[]): void {
  for (const { id } of rules) {
    expect(
      lost(
        candidates,
        hidden(candidates, "level", ({ rule }) => rule === id),
      ),
    ).toEqual([]);
  }
  for (const { finding } of candidates) {
    expect(
      lost(
        candidates,
        hidden(candidates, "comment", (other) => other === finding),
      ),
    ).toEqual([]);
  }
  expect(told(intoBaseline(candidates).candidates)).toEqual([]);
}

describe.each(boards)("%s", (name) => {
  it("loses nothing to what is hidden", async () => {
    const path = pathOf(name);
    const { analysis, plan } = await checkSource(path);
    expectNothingLost(analysis.candidates);
    const { value } = plan === null ? { value: null } : await loadPlan(plan, nodeFiles);
    const found = (settings: BoardSettings) =>
      runRules(rules, { system: analysis.system, families: analysis.families, plan: value, simulations: [], settings });
    const all = found(defaultSettings).candidates;
    for (const rule of new Set(all.map(({ finding }) => finding.rule))) {
      const { candidates: without } = found({ ...defaultSettings, levels: new Map([[rule, "off" as const]]) });
      expect(lost(all, without)).toEqual([]);
      expect(told(without).filter((finding) => finding.rule === rule)).toEqual([]);
    }
  });
});

describe("boards that nobody meant", () => {
  it("lose nothing to what is hidden", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(randomBoard, (tree) => {
        const candidates = examine(tree).analysis?.candidates ?? [];
        expectNothingLost(candidates);
        expectReasons(candidates);
      }),
      { numRuns: 150 },
    );
  });
});

/** Whatever is open is told, or rests on something that is told and no less grave. */
function expectReasons(candidates: readonly Candidate[]): void {
  const byPrint = new Map(told(candidates).map((finding) => [finding.fingerprint, finding]));
  for (const { finding, restsOn } of candidates) {
    const isTold = byPrint.has(finding.fingerprint);
    expect(isTold || restsOn.some(({ fingerprint }) => byPrint.has(fingerprint))).toBe(true);
  }
}
