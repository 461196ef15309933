/** What a plan and a config ask: the same in every spelling, and what is asked for no more is found. */
import { describe, expect, it } from "vitest";
import { SourceFile } from "../../src/base/source.js";
import { asksLess, type Statement } from "../../src/base/statement.js";
import { defaultSettings } from "../../src/config/model.js";
import { parseConfig } from "../../src/config/parse.js";
import { settingsFor } from "../../src/config/settings.js";
import { configStatements } from "../../src/config/statements.js";
import type { Change } from "../../src/diff/model.js";
import { statementChanges } from "../../src/diff/statements.js";
import { rules } from "../../src/index.js";
import { codecBoard } from "../cli/boards.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { compareInputs } from "./boards.js";

const plan = (children: string, more = ""): string =>
  `version: 1\n${more}devices:\n  - node: "&codec"\n    dma: false\n    children:\n${children}`;
const child = (rest: string, name = "a") => `      - { name: ${name}, function-id: 0, ${rest} }\n`;

async function changes(old: string | null, now: string | null): Promise<readonly Change[]> {
  const files = virtualFiles({
    "old.dts": codecBoard,
    "new.dts": codecBoard,
    ...(old === null ? {} : { "old.iova.yaml": old }),
    ...(now === null ? {} : { "new.iova.yaml": now }),
  });
  const result = await compareInputs("old.dts", "new.dts", files);
  if (result.changes === null) throw new Error(JSON.stringify([result.old?.problems, result.new?.problems]));
  return result.changes;
}

const outline = (found: readonly Change[]) =>
  found.flatMap((change) =>
    change.kind === "plan"
      ? [`${change.asksLess ? "less: " : ""}${change.consumer ?? "board"} ${(change.after ?? change.before)?.key}`]
      : [],
  );

describe("a plan", () => {
  const both = plan(child("reserve: [[0, 256M]], expect: { max-waste: 0, largest-block: 512M }"));

  it("asks the same in another spelling", async () => {
    const other = plan(
      child("expect: {largest-block: 0x20000000, max-waste: 0x0}, reserve: [{start: 0, size: 0x10000000}]"),
    )
      .replace("&codec", "/soc/codec@1000")
      .replace("devices:", "# a comment\ndevices:");
    expect(outline(await changes(both, other))).toEqual([]);
    const usable = both.replace("reserve: [[0, 256M]]", "usable: [[256M, 0x10000000000000000]]");
    expect(outline(await changes(both, usable))).toEqual([]);
  });

  it.each([
    ["an expectation dropped", "reserve: [[0, 256M]], expect: { max-waste: 0 }", ["less: a largest-block"]],
    ["all of them", "reserve: [[0, 256M]]", ["less: a largest-block", "less: a max-waste"]],
    [
      "one that allows more waste",
      "reserve: [[0, 256M]], expect: { max-waste: 4K, largest-block: 512M }",
      ["less: a max-waste"],
    ],
    [
      "one that wants less space",
      "reserve: [[0, 256M]], expect: { max-waste: 0, largest-block: 64M }",
      ["less: a largest-block"],
    ],
    ["one that wants more", "reserve: [[0, 256M]], expect: { max-waste: 0, largest-block: 1G }", ["a largest-block"]],
    ["a smaller need", "reserve: [[0, 128M]], expect: { max-waste: 0, largest-block: 512M }", ["less: a need"]],
    ["a larger need", "reserve: [[0, 512M]], expect: { max-waste: 0, largest-block: 512M }", ["a need"]],
    ["no need", "expect: { max-waste: 0, largest-block: 512M }", ["less: a need"]],
    [
      "another mask",
      "dma-mask: 36, reserve: [[0, 256M]], expect: { max-waste: 0, largest-block: 512M }",
      ["a dma-mask"],
    ],
    [
      "a workload, which no figure shows",
      "workload: [{ size: 8M, count: 2 }], reserve: [[0, 256M]], expect: { max-waste: 0, largest-block: 512M }",
      ["a workload"],
    ],
  ])("with %s has changed", async (_, rest, expected) => {
    const found = outline(await changes(both, plan(child(rest))));
    expect(found.sort()).toEqual(expected.map((line) => line.replace("a ", "/soc/codec@1000#a ")).sort());
    const back = outline(await changes(plan(child(rest)), both));
    expect(back.length).toBe(found.length);
  });

  it("that is dropped is one change, and what it asked is lost; the figures stay those of the same consumers", async () => {
    const found = await changes(both, null);
    expect(outline(found)).toEqual([
      "less: board plan",
      "less: /soc/codec@1000#a max-waste",
      "less: /soc/codec@1000#a largest-block",
      "less: /soc/codec@1000#a need",
    ]);
    expect(found.every(({ kind }) => kind === "plan")).toBe(true);
    expect(outline(await changes(null, both))[0]).toBe("board plan");
    expect((await changes(null, both)).some((change) => "asksLess" in change && change.asksLess)).toBe(false);
  });

  it("that names somebody no more says so once", async () => {
    const two = plan(child("reserve: [[0, 256M]]") + child("reserve: [], inherits: streams", "b").replace("0,", "1,"));
    expect(outline(await changes(two, plan(child("reserve: [[0, 256M]]"))))).toEqual([
      "less: /soc/codec@1000#b need",
      "/soc/codec@1000#b entry",
    ]);
  });
});

describe("a config", () => {
  const statements = (text: string): Statement[] => {
    const source = new SourceFile("c.yaml", `version: 1\n${text}`);
    const { value } = parseConfig(
      source,
      rules.map(({ id }) => id),
    );
    if (value === null) throw new Error("no config");
    return configStatements(settingsFor(value, "a.dts"), value.failOn, rules);
  };
  const none = configStatements(defaultSettings, null, rules);

  it("that says what holds anyway asks the same", () => {
    expect(statements("")).toEqual(none);
    expect(statements("fail-on: error\nspace-low: 1M\nrules: { space-low: warning }\n")).toEqual(none);
  });

  it.each([
    ["", "fail-on: warning", false],
    ["fail-on: note", "", true],
    ["", "rules: { need-not-met: off }", true],
    ["rules: { need-not-met: off }", "", false],
    ["rules: { space-low: error }", "", true],
    ["budgets: { max-waste: 0 }", "budgets: { max-waste: 64M }", true],
    ["budgets: { max-waste: 64M }", "budgets: { max-waste: 0 }", false],
    ["budgets: { max-board-waste: 64M }", "", true],
    ["budgets: { consumers: { /a: { min-usable: 1G } } }", "budgets: { consumers: { /a: { min-usable: 64M } } }", true],
    ["space-low: 64M", "space-low: 1M", true],
    ['paths: [{ files: ["a.dts"], budgets: { max-waste: 0 } }]', "", true],
    ['paths: [{ files: ["b.dts"], budgets: { max-waste: 0 } }]', "", false],
  ])("%j, then %j, asks for less: %s", (old, now, expected) => {
    const [before, after] = [statements(old), statements(now)];
    const less = before.filter((was) =>
      asksLess(
        was,
        after.find((is) => is.topic === was.topic && is.key === was.key && is.subject === was.subject) ?? null,
      ),
    );
    expect(less.length > 0).toBe(expected);
  });
});

describe("whom a statement is about", () => {
  const asks = (subject: string): Statement => ({
    subject,
    written: subject,
    topic: "budget",
    key: "max-waste",
    value: { kind: "bytes", bytes: 0n },
    demand: "most",
  });

  it.each([
    ["a runtime child", { id: "/soc/codec#pixel", name: "pixel" }, "pixel"],
    ["a node with a # in its name", { id: "/soc/codec#1", name: null }, null],
    ["nobody on either side", { id: "/soc/other", name: null }, null],
  ])("is named by the consumers of its side: %s", (_, consumer, name) => {
    const subject = consumer.id === "/soc/other" ? "/soc/gone#pixel" : consumer.id;
    const [change] = statementChanges({ plan: null, config: [] }, { plan: null, config: [asks(subject)] }, [consumer]);
    expect(change).toMatchObject({ consumer: subject, name });
  });
});
