/**
 * Every rule on its own boards: `bad-*` must fire exactly at the lines that say so in a comment, `good-*` must not fire,
 * and the blob of each must give the very same findings.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { Finding } from "../../src/rule/engine/model.js";
import { rules } from "../../src/rule/engine/registry.js";
import { checkBlob, checkSource, pathOf, type RunOptions } from "./board.js";

/** Rules that only fire with settings have their tests elsewhere, and say where. */
const WITHOUT_BOARDS: ReadonlyMap<string, string> = new Map([["waste-over-budget", "test/rule/budgets.test.ts"]]);

const boardsOf = (id: string): readonly string[] =>
  readdirSync(pathOf(`${id}/`))
    .filter((name) => name.endsWith(".dts"))
    .sort();

/** `file:line` of each marker in the board and its plan. */
function marked(path: string, rule: string): readonly string[] {
  return [path, path.replace(/\.dts$/, ".iova.yaml")].flatMap((file) => {
    const lines = read(file).split("\n");
    return lines.flatMap((line, i) =>
      line.includes(`expect: ${rule} `) || line.endsWith(`expect: ${rule}`) ? [`${file}:${i + 1}`] : [],
    );
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A board may be for another kernel than the default: it says so in a comment. */
function optionsOf(path: string): RunOptions {
  const [, kernel] = /\/\* kernel: (\S+) \*\//.exec(read(path)) ?? [];
  return kernel === undefined ? {} : { system: { kernel: kernelOf(kernel) } };
}

const placeOf = ({ place }: Finding): string => (place.line === null ? "no line" : `${place.file}:${place.line}`);

const identity = ({ rule, severity, consumer, fingerprint }: Finding): string =>
  `${severity} ${rule} ${consumer ?? ""} ${fingerprint}`;

describe.each(rules.map((rule) => rule.id).filter((id) => !WITHOUT_BOARDS.has(id)))("%s", (id) => {
  const boards = boardsOf(id);

  it("has boards that fire and boards that do not", () => {
    expect(boards.some((name) => name.startsWith("bad-"))).toBe(true);
    expect(boards.some((name) => name.startsWith("good-"))).toBe(true);
  });

  it.each(boards)("%s", async (name) => {
    const path = pathOf(`${id}/${name}`);
    const source = await checkSource(path, optionsOf(path));
    const own = source.analysis.findings.filter((finding) => finding.rule === id);
    expect([...new Set(own.map(placeOf))].sort()).toEqual([...marked(path, id)].sort());
    expect(own.length > 0).toBe(name.startsWith("bad-"));
    const blob = await checkBlob(path, optionsOf(path));
    expect(blob.analysis.findings.map(identity).sort()).toEqual(source.analysis.findings.map(identity).sort());
  });
});

describe("the registry", () => {
  it("is the folder", () => {
    const files = readdirSync(pathOf("../../src/rule/")).filter((name) => name.endsWith(".ts"));
    expect(rules.map((rule) => `${rule.id}.ts`)).toEqual(files.sort());
  });

  it("has texts that say something, each rule once", () => {
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    for (const { title, why, fix } of rules) {
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(why.length).toBeGreaterThan(60);
      expect(fix).toMatch(/\.\)?$/);
    }
  });

  it("holds every rule that another needs, and no cycle", () => {
    const depth = (rule: (typeof rules)[number]): number => 1 + Math.max(0, ...rule.needs.map(depth));
    for (const rule of rules) {
      expect(depth(rule)).toBeLessThan(6);
      for (const needed of rule.needs) expect(rules).toContain(needed);
    }
  });

  it("has no exception that is out of date", () => {
    for (const [id, file] of WITHOUT_BOARDS) {
      expect(rules.map((rule) => rule.id)).toContain(id);
      expect(read(pathOf(`../../${file}`))).toContain(id);
    }
  });
});
