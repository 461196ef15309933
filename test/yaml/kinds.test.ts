import { describe, expect, it } from "vitest";
import type { Diagnostic, Outcome } from "../../src/base/diagnostic.js";
import { SourceFile } from "../../src/base/source.js";
import { type BaselineEntry, baselineText } from "../../src/config/baseline.js";
import { parseBaseline } from "../../src/config/baseline-file.js";
import { parseConfig } from "../../src/config/parse.js";
import { parsePlan } from "../../src/plan/parse.js";
import { parseProfile } from "../../src/profile/parse.js";

type Parse = (source: SourceFile) => Outcome<unknown>;

const kinds: readonly (readonly [kind: string, one: string, many: string, Parse])[] = [
  ["plan", "plan", "plans", parsePlan],
  ["profile", "profile", "profiles", parseProfile],
  ["config", "config file", "config files", (source) => parseConfig(source, ["space-low"])],
  ["baseline", "baseline", "baselines", parseBaseline],
];

const told = (parse: Parse, text: string): string[] => {
  const { value, diagnostics } = parse(new SourceFile("file", text));
  expect(value).toBeNull();
  return diagnostics.map(({ code, message }: Diagnostic) => `${code}: ${message}`);
};

describe.each(kinds)("what is wrong with a %s is told in its own words", (kind, one, many, parse) => {
  it.each([
    ["", [`${kind}-empty: the ${one} is empty`]],
    [
      "version: 1\n---\nversion: 1\n",
      [`${kind}-several-documents: a ${one} is one YAML document, and a second begins here`],
    ],
    ["%YAML 1.1\n---\nversion: 1\n", [`${kind}-syntax: ${many} are YAML 1.2, but the file says 1.1`]],
    ["version: !int 1\n", [`${kind}-tag: ${many} use no tags, here '!int'`]],
    ["a: *b\n", [`${kind}-alias: '*b' names no anchor above it`]],
    ["1: 2\n", [`${kind}-key-not-text: a key is text; quote it if it looks like something else`]],
    ["version: 1\nversion: 1\n", [`${kind}-duplicate-key: 'version' is given twice`]],
    [`version: ${"[".repeat(60)}`, [`${kind}-too-deep: nested more than 48 levels deep`]],
  ])("%j", (text, expected) => {
    // What is missing besides is not what this is about.
    expect(told(parse, text).filter((line) => !/-(missing-key|value|unknown-key):/.test(line))).toEqual(expected);
  });

  it("as is what its schema finds", () => {
    const lines = told(parse, "version: 7\nplan: 1\n");
    expect(lines.map((line) => line.split(":")[0])).toContain(`${kind}-value`);
    expect(lines).toContain(`${kind}-unknown-key: unknown key 'plan'`);
  });

  it("says how much of it is read", () => {
    const text = `# ${"x".repeat(16 * 1024 * 1024)}\n`;
    const most = kind === "baseline" ? 16 * 1024 * 1024 : 1024 * 1024;
    const message = `the ${one} has ${text.length} characters, at most ${most} are read`;
    expect(told(parse, text)).toEqual([`${kind}-too-large: ${message}`]);
  });

  it("ends after a few hundred mistakes", () => {
    const lines = told(parse, Array.from({ length: 700 }, (_, i) => `key${i}: 1\n`).join(""));
    expect(lines).toHaveLength(501);
    expect(lines.at(-1)).toMatch(new RegExp(`^${kind}-problems: and \\d+ more like these$`));
  });
});

it("reads again a baseline of more findings than anyone would write by hand", () => {
  const entry = (i: number): BaselineEntry => ({
    fingerprint: i.toString(16).padStart(32, "0"),
    rule: "space-low",
    consumer: "/soc/video-codec@aa00000",
    message: "0x0..0x257fffff is all that is left below the limit of its DMA mask, and that is in two pieces",
  });
  const entries = Array.from({ length: 6000 }, (_, i) => entry(i));
  const text = baselineText(new Map([["board.dts", entries]]));
  expect(text.length).toBeGreaterThan(1 << 20);
  const { value, diagnostics } = parseBaseline(new SourceFile("baseline.json", text));
  expect(diagnostics).toEqual([]);
  expect(value?.boards.get("board.dts")).toHaveLength(entries.length);
});
