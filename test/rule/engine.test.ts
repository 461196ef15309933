/** The engine: one root cause, one report; identities that hold; an order that is always the same. */
import { describe, expect, it } from "vitest";
import { fingerprintOf } from "../../src/base/fingerprint.js";
import { defaultSettings, type RuleLevel } from "../../src/config/model.js";
import { isAtLeastAsGrave } from "../../src/rule/engine/gravity.js";
import { defineRule, type Observation, type Rule, type RuleInput } from "../../src/rule/engine/model.js";
import { runRules } from "../../src/rule/engine/run.js";
import { settle } from "../../src/rule/engine/settle.js";
import { system } from "../report/hand-made.js";

const input: RuleInput = { system: system([]), families: [], plan: null, simulations: [], settings: defaultSettings };

const subject = (name: string) => ({ key: name, name });

const observation = (about: string, more: Partial<Observation> = {}): Observation => ({
  consumer: about,
  message: about,
  location: { kind: "input", file: "x.dts" },
  details: [],
  help: null,
  about: [subject(about)],
  breaks: [subject(about)],
  key: about,
  ...more,
});

const rule = (
  id: string,
  needs: readonly Rule[],
  found: readonly Observation[],
  severity: Rule["severity"] = "error",
) => defineRule({ id, title: id, severity, why: "", fix: "", needs, check: () => found });

const told = (rules: readonly Rule[], settings = defaultSettings) => {
  const { findings, skipped } = settle(runRules(rules, { ...input, settings }).candidates);
  return { findings: findings.map((f) => `${f.severity} ${f.rule} ${f.consumer}`), skipped };
};

const levels = (of: Readonly<Record<string, RuleLevel>>) => ({
  ...defaultSettings,
  levels: new Map(Object.entries(of)),
});

describe("runRules", () => {
  const broken = rule("broken", [], [observation("a")]);

  it("leaves alone what a needed rule found broken, and says so once", () => {
    const second = rule("second", [broken], [observation("a"), observation("a"), observation("b")]);
    expect(told([second, broken])).toEqual({
      findings: ["error broken a", "error second b"],
      skipped: [{ rule: "second", because: "broken", subject: "a" }],
    });
  });

  it("reaches through rules that found nothing themselves", () => {
    const middle = rule("middle", [broken], [observation("a")]);
    const last = rule("last", [middle], [observation("a")]);
    expect(told([last, middle, broken]).findings).toEqual(["error broken a"]);
  });

  it("tells what rests on something broken where the rule that says so is off", () => {
    const second = rule("second", [broken], [observation("a")]);
    expect(told([second, broken], levels({ broken: "off" })).findings).toEqual(["error second a"]);
  });

  it("lets nothing silence what is graver", () => {
    const second = rule("second", [broken], [observation("a")]);
    const { findings, skipped } = told([second, broken], levels({ broken: "note" }));
    expect([findings, skipped]).toEqual([["error second a", "note broken a"], []]);
  });

  it("leaves only that unsaid which rests on just what is broken", () => {
    const about = (name: string) => observation(name, { about: [subject(name), subject("shared")], breaks: [] });
    const second = rule("second", [broken], [about("a"), about("b")]);
    expect(told([second, broken]).findings).toEqual(["error broken a", "error second b"]);
  });

  it("brings back one finding without losing a third to it", () => {
    // The middle one breaks more than what it rests on: hidden or not, its cause must not decide about the last.
    const middle = rule("middle", [broken], [observation("a", { breaks: [subject("a"), subject("b")] })]);
    const last = rule("last", [middle], [observation("b")]);
    expect(told([last, middle, broken]).findings).toEqual(["error broken a", "error last b"]);
    expect(told([last, middle, broken], levels({ broken: "off" })).findings).toEqual([
      "error last b",
      "error middle a",
    ]);
  });

  it("puts the gravest first", () => {
    const rules = [rule("n", [], [observation("a")], "note"), rule("w", [], [observation("a")], "warning"), broken];
    expect(told(rules).findings).toEqual(["error broken a", "warning w a", "note n a"]);
  });

  it("gives observations that nothing tells apart fingerprints of their own", () => {
    const { candidates: found } = runRules([rule("twice", [], [observation("a"), observation("a")])], input);
    expect(new Set(found.map(({ finding }) => finding.fingerprint)).size).toBe(2);
  });

  it("does not let places or words into a fingerprint", () => {
    const of = (more: Partial<Observation>) =>
      runRules([rule("r", [], [observation("a", more)])], input).candidates[0]?.finding.fingerprint;
    const elsewhere = {
      location: { kind: "node", file: "y.dtb", node: "/a", property: null },
      message: "other",
    } as const;
    expect(of(elsewhere)).toBe(of({}));
    expect(of({ key: "other" })).not.toBe(of({}));
  });
});

describe("fingerprints", () => {
  it("never change: baselines hold them", () => {
    expect(fingerprintOf(["reservation-cells-short", "/soc/dma@30000000", "/reserved-memory/hole"])).toBe(
      "ddb181c2dc1d3bb48b3a4b2e15f6ece2",
    );
  });

  it("tell parts apart", () => {
    expect(fingerprintOf(["ab", "c"])).not.toBe(fingerprintOf(["a", "bc"]));
  });
});

describe("severities", () => {
  it("are ordered", () => {
    expect([isAtLeastAsGrave("error", "warning"), isAtLeastAsGrave("note", "warning")]).toEqual([true, false]);
  });
});
