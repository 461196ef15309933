/** The config file: what is read, where mistakes are shown, and what counts for which board. */
import { describe, expect, it } from "vitest";
import { SourceFile, spanPosition } from "../../src/base/source.js";
import { parseConfig } from "../../src/config/parse.js";
import { settingsFor } from "../../src/config/settings.js";

const RULES = ["space-low", "need-not-met"];
const read = (text: string) => parseConfig(new SourceFile("iova-plan.config.yaml", text), RULES);

const problems = (text: string): readonly string[] =>
  read(text).diagnostics.map(({ location, code, message, hint }) => {
    const at = location.kind === "source" ? spanPosition(location.span) : null;
    return `${at === null ? "file" : `${at.line}:${at.column}`} ${code}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
  });

describe("a config", () => {
  it("has levels, a threshold, budgets and sizes", () => {
    const { value } = read(`version: 1
fail-on: note
rules: { space-low: off, need-not-met: warning }
space-low: 64K
budgets:
  max-waste: 1M
  max-family-waste: 0x200000
  max-board-waste: 4194304
  consumers:
    "/soc/codec#pixel": { max-waste: 0, min-usable: 1G }
`);
    expect(value?.failOn).toBe("note");
    expect(value?.levels).toEqual(
      new Map([
        ["space-low", "off"],
        ["need-not-met", "warning"],
      ]),
    );
    expect(value?.spaceLow).toBe(65536n);
    expect(
      [value?.budgets.maxWaste, value?.budgets.maxFamilyWaste, value?.budgets.maxBoardWaste].map((l) => l?.bytes),
    ).toEqual([1n << 20n, 1n << 21n, 1n << 22n]);
    expect(value?.budgets.consumers[0]).toMatchObject({
      consumer: "/soc/codec#pixel",
      maxWaste: 0n,
      minUsable: 1n << 30n,
    });
  });

  it.each([
    ["", ["file config-empty: the config file is empty (a config file begins with 'version: 1')"]],
    ["rules: {}\n", ["1:1 config-missing-key: 'version' is missing"]],
    ["version: 2\n", ["1:10 config-value: 'version' must be 1"]],
    ["version: 1\nfail_on: error\n", ["2:1 config-unknown-key: unknown key 'fail_on' (did you mean 'fail-on'?)"]],
    ["version: 1\nfail-on: fatal\n", ["2:10 config-value: a severity is error, warning or note"]],
    ["version: 1\nrules: { space-low: never }\n", ["2:21 config-value: a rule's level is off, note, warning or error"]],
    [
      "version: 1\nrules: { space-lo: off }\n",
      ["2:10 config-unknown-key: unknown key 'space-lo' (did you mean 'space-low'?)"],
    ],
    ["version: 1\nbudgets: { max-waste: much }\n", [expect.stringMatching(/^2:23 config-value: a size is/)]],
    ["version: 1\nrules: [\n", [expect.stringMatching(/^\d+:\d+ config-syntax: not YAML/)]],
    ["version: 1\nversion: 1\n", ["2:1 config-duplicate-key: 'version' is given twice"]],
    ["version: 1\npaths: [{ rules: {} }]\n", ["2:9 config-missing-key: 'files' is missing"]],
  ])("%j is told where it is wrong", (text, expected) => {
    expect(read(text).value).toBeNull();
    expect(problems(text)).toEqual(expected);
  });

  it("tells all mistakes in one run", () => {
    expect(problems("version: 1\nfail-on: x\nspace-low: y\nrulez: {}\n")).toHaveLength(3);
  });
});

describe("settings", () => {
  const config = read(`version: 1
rules: { space-low: note, need-not-met: note }
budgets: { max-waste: 1M, consumers: { /a: { max-waste: 0 }, /b: { max-waste: 0 } } }
paths:
  - files: ["vendor/**", "*-evb.dts"]
    rules: { space-low: error }
    budgets: { max-board-waste: 2M, consumers: { /b: { max-waste: 4K } } }
  - files: ["vendor/legacy/*.dts"]
    rules: { space-low: off }
    space-low: 4K
`).value;

  it("are the config's own where no path matches", () => {
    const settings = settingsFor(config, "boards/x.dts");
    expect(settings.levels.get("space-low")).toBe("note");
    expect(settings.budgets.maxBoardWaste).toBeNull();
  });

  it("are merged key by key, later ones winning", () => {
    const settings = settingsFor(config, "vendor/legacy/x.dts");
    expect([settings.levels.get("space-low"), settings.levels.get("need-not-met")]).toEqual(["off", "note"]);
    expect(settings.spaceLow).toBe(4096n);
    expect([settings.budgets.maxWaste?.bytes, settings.budgets.maxBoardWaste?.bytes]).toEqual([1n << 20n, 2n << 20n]);
    expect(settings.budgets.consumers.map(({ consumer, maxWaste }) => [consumer, maxWaste])).toEqual([
      ["/a", 0n],
      ["/b", 4096n],
    ]);
  });

  it("match a name anywhere by a pattern without slash", () => {
    expect(settingsFor(config, "deep/down/big-evb.dts").levels.get("space-low")).toBe("error");
  });

  it("without a config are the defaults", () => {
    expect(settingsFor(null, "x.dts")).toMatchObject({ spaceLow: 1n << 20n, levels: new Map() });
  });
});
