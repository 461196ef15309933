/** Every format of `check` on boards with mistakes: the files themselves. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { rules, schemas } from "../../src/index.js";
import { runOnFiles } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

const boards = ["06-wrong-cells", "12-unlinked", "14-shared-streams"].map((name) => `test/cases/${name}.dts`);

describe("check", () => {
  it.each([
    ["check.txt", ["--format", "text"]],
    ["check-verbose.txt", ["--verbose"]],
    ["check.md.txt", ["--format", "markdown"]],
    ["check.sarif", ["--format", "sarif"]],
    ["check.xml", ["--format", "junit"]],
    ["check-github.txt", ["--format", "github"]],
    ["check-gitlab.txt", ["--format", "gitlab"]],
  ])("%s", async (golden, argv) => {
    const run = await runOnFiles(["check", ...argv, ...boards]);
    expectGolden(`test/golden/${golden}`, run.out);
  });

  it("check-json.txt", async () => {
    const run = await runOnFiles(["check", "--format", "json", "test/cases/06-wrong-cells.dts"]);
    expectGolden("test/golden/check-json.txt", run.out);
  });

  it("gives JSON that the report's schema holds for", async () => {
    const valid = new Ajv2020({ strict: true, allErrors: true }).compile(await schemas.report());
    const { out } = await runOnFiles(["check", "--format", "json", ...boards]);
    expect(valid(JSON.parse(out)), JSON.stringify(valid.errors)).toBe(true);
  });

  it("rules.txt", async () => expectGolden("test/golden/rules.txt", (await runOnFiles(["rules"])).out));

  it("explain.txt", async () =>
    expectGolden("test/golden/explain.txt", (await runOnFiles(["explain", "reservation-cells-short"])).out));
});

describe("schema/config.schema.json", () => {
  it("is what 'iova-plan schema config' prints", async () =>
    expectGolden("schema/config.schema.json", (await runOnFiles(["schema", "config"])).out));

  it("takes a config that uses every key, and refuses an unknown rule", async () => {
    const valid = new Ajv2020({ strict: true, allErrors: true }).compile(await schemas.config());
    const levels = Object.fromEntries(rules.map(({ id }) => [id, "note"]));
    const consumers = { "/soc/codec#pixel": { "max-waste": "64M", "min-usable": 4096 } };
    const budgets = { "max-waste": 0, "max-family-waste": "1G", "max-board-waste": "1.5G", consumers };
    const board = { rules: levels, budgets, "space-low": "4M" };
    const config = { version: 1, "fail-on": "warning", ...board, paths: [{ files: ["vendor/**"], ...board }] };
    expect(valid(config), JSON.stringify(valid.errors)).toBe(true);
    expect(valid({ ...config, rules: { "no-such-rule": "off" } })).toBe(false);
  });
});
