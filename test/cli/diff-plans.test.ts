/** `diff` on what plans and configs ask: in a repository, in folders, as text, comment and JSON. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { schemas } from "../../src/index.js";
import { codecBoard, codecPlan } from "./boards.js";
import { type Run, runCli } from "./virtual-host.js";

const expecting = codecPlan.replaceAll("]] }", "]], expect: { max-waste: 432M, largest-block: 1G } }");
const board = { "a/x.dts": codecBoard, "b/x.dts": codecBoard };
const config = (text: string) => `version: 1\n${text}\n`;

const diff = (files: Record<string, string>, ...argv: string[]): Promise<Run> =>
  runCli(["diff", ...argv, "a", "b"], { files: { ...board, ...files } });
const firstLines = ({ out }: Run) => out.split("\n").slice(0, 2);

describe("a plan", () => {
  it.each([
    ["dropped", { "a/x.iova.yaml": expecting }, "plan dropped; 6 expectations lost; 3 stated needs lost"],
    ["added", { "b/x.iova.yaml": expecting }, "plan added"],
    [
      "that expects less",
      { "a/x.iova.yaml": expecting, "b/x.iova.yaml": expecting.replace("max-waste: 432M, ", "") },
      "1 expectation lost",
    ],
    [
      "that says something else",
      { "a/x.iova.yaml": codecPlan, "b/x.iova.yaml": codecPlan.replace("{ name: a,", "{ name: a, dma-mask: 32,") },
      "plan changed",
    ],
  ])("%s is a change, and comes first", async (_, files: Record<string, string>, words) => {
    const run = await diff(files, "--exit-code");
    expect(firstLines(run)).toEqual([words, "  a → b, Linux 7.3"]);
    expect([run.status, run.err]).toEqual([1, ""]);
    const comment = await diff(files, "--format", "markdown");
    expect(comment.out.split("\n")[1]).toBe(`## iova-plan: ${words}`);
  });

  it("in another spelling is none", async () => {
    const files = { "a/x.iova.yaml": codecPlan, "b/x.iova.yaml": `# said again\n${codecPlan}` };
    expect(firstLines(await diff(files, "--exit-code"))[0]).toMatch(/^no effect: /);
  });

  it("that goes does not make its findings fixed", async () => {
    const strict = expecting.replaceAll("max-waste: 432M", "max-waste: 0");
    const { out } = await diff({ "a/x.iova.yaml": strict });
    expect(out).toContain("plan dropped; 6 expectations lost");
    expect(out).not.toContain("fixed");
  });

  it("comes before what is lost by the change itself", async () => {
    const files = { "a/x.iova.yaml": expecting, "b/x.dts": codecBoard.replace("0x25800000", "0x45800000") };
    const { out } = await diff(files);
    expect(out.replaceAll("\n", " ")).toMatch(/^plan dropped; 6 expectations lost; .*; 3 consumers lose IOVA space/);
    const comment = (await diff(files, "--format", "markdown")).out.split("\n");
    const items = comment.filter((line) => line.startsWith("- "));
    expect(items[0]).toBe("- plan dropped");
    expect(items[1]).toContain("expectation lost");
  });

  it("given for both is no change", async () => {
    const { out } = await diff({ "p.yaml": expecting, "a/x.iova.yaml": codecPlan }, "--plan", "p.yaml");
    expect(out).toContain("no effect");
  });

  it("of a source is lent to a blob, and to standard input, without a word", async () => {
    const run = await runCli(["diff", "a/x.dts", "-"], {
      files: { ...board, "a/x.iova.yaml": expecting },
      stdin: codecBoard,
    });
    expect(run.out).toContain("no effect");
  });

  it("that came with the node that it names is compared with a side without", async () => {
    const without = codecBoard
      .replace(/codec: codec@1000 \{[\s\S]*?\t\t\};/, "")
      .replace(/hole: hole \{[\s\S]*?\t\t\};/, "");
    const run = await diff({ "a/x.dts": without, "b/x.iova.yaml": expecting });
    expect([run.status, run.err]).toEqual([0, ""]);
    expect(run.out).toContain("3 new consumers");
    expect(run.out).toContain("plan added");
  });
});

describe("a config", () => {
  it.each([
    [config("budgets: { max-waste: 0 }"), config("budgets: { max-waste: 64M }"), "1 budget loosened"],
    [config("budgets: { max-waste: 0 }"), null, "1 budget loosened"],
    [config("fail-on: note"), config(""), "1 level lowered"],
    [config(""), config("rules: { need-not-met: off }"), "1 level lowered"],
    [null, config("fail-on: note"), "config changed"],
  ])("%j, then %j: %s", async (old, now, words) => {
    const name = "iova-plan.config.yaml";
    const files = { ...(old !== null && { [`a/${name}`]: old }), ...(now !== null && { [`b/${name}`]: now }) };
    const run = await diff(files, "--exit-code");
    expect(firstLines(run)).toEqual([words, "  a → b, Linux 7.3"]);
    expect(run.status).toBe(1);
    expect((await diff({ ...files, "c.yaml": config("") }, "--config", "c.yaml")).out).toContain("no effect");
  });
});

describe("a config's profile", () => {
  const source = codecBoard.replace("codec: codec@1000 {", 'codec: codec@1000 {\n\t\t\tcompatible = "acme,codec";');
  const sources = { "a/x.dts": source, "b/x.dts": source };
  const profile = (rest: string) =>
    `version: 1\nname: acme\ntitle: Acme\ndevices:\n  - compatible: ["acme,codec"]\n    sources: [{ file: a.c, release: "1", says: b }]\n    children:\n      - { function-id: 0, name: a, ${rest} }\n`;
  const strict = profile("reserve: [[0, 600M]], expect: { largest-block: 1G }");
  const using = config("profiles: [acme.iova-profile.yaml]");

  it("that is dropped is told, with what it asked", async () => {
    const files = { ...sources, "a/iova-plan.config.yaml": using, "a/acme.iova-profile.yaml": strict };
    const run = await diff(files, "--exit-code");
    expect(firstLines(run)[0]).toBe("1 profile dropped; 1 expectation lost; 1 stated need lost");
    expect(run.out).toContain("profile dropped: acme");
    expect(run.out).toContain("need lost: [0x00000000-0x257fffff]");
    expect([run.status, run.err]).toEqual([1, ""]);
    expect(run.out).not.toContain("fixed");
  });

  it("asks less where its file does", async () => {
    const both = {
      "a/iova-plan.config.yaml": using,
      "b/iova-plan.config.yaml": using,
      "a/acme.iova-profile.yaml": strict,
    };
    const same = await diff({ ...sources, ...both, "b/acme.iova-profile.yaml": strict }, "--exit-code");
    expect([same.status, firstLines(same)[0]]).toEqual([0, expect.stringContaining("no effect")]);
    const less = await diff({ ...sources, ...both, "b/acme.iova-profile.yaml": profile("reserve: [[0, 300M]]") });
    expect(firstLines(less)[0]).toBe("1 expectation lost; 1 stated need lost");
  });

  it("is missed in nothing that the plan says itself", async () => {
    const plan = `version: 1\ndevices:\n  - node: "&codec"\n    dma: false\n    children:\n      - { name: a, function-id: 0, reserve: [[0, 16M]] }\n`;
    const files = { "a/iova-plan.config.yaml": using, "a/acme.iova-profile.yaml": strict };
    const run = await diff({ ...sources, ...files, "a/x.iova.yaml": plan, "b/x.iova.yaml": plan });
    expect(firstLines(run)[0]).toBe("1 profile dropped; 1 expectation lost");
  });

  it("that is not there any more is a problem of the old side's config", async () => {
    const run = await diff({ ...sources, "a/iova-plan.config.yaml": using });
    expect(run.err).toContain("the profile a/acme.iova-profile.yaml cannot be used");
  });
});

it("is in the JSON, which is valid", async () => {
  const valid = new Ajv2020({ strict: true, allErrors: true }).compile(await schemas.diff());
  const { out } = await diff(
    {
      "a/x.iova.yaml": expecting,
      "a/iova-plan.config.yaml": config("rules: { space-low: error }"),
    },
    "--format",
    "json",
  );
  const found = JSON.parse(out);
  expect(valid(found), JSON.stringify(valid.errors)).toBe(true);
  expect(found.boards[0]).toMatchObject({ old: { planBorrowed: false }, new: { planBorrowed: true } });
  expect(found.changes).toContainEqual({
    kind: "plan",
    consumer: "/soc/codec@1000#a",
    name: "a",
    before: { topic: "expectation", key: "largest-block", value: { kind: "bytes", bytes: 1073741824 } },
    after: null,
    asksLess: true,
    usableBelow4GDelta: null,
    boards: ["x.dts"],
  });
  expect(found.changes).toContainEqual(
    expect.objectContaining({
      kind: "config",
      before: { topic: "level", key: "space-low", value: { kind: "level", level: "error" } },
      after: { topic: "level", key: "space-low", value: { kind: "level", level: "warning" } },
      asksLess: true,
    }),
  );
});
