/** The published schema is the one that the code has, and what is printed is valid against it. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { schemas } from "../../src/index.js";
import { reportSchema } from "../../src/report/schema.js";
import { runCli, runOnFiles } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

const ajv = () => new Ajv2020({ strict: true, allErrors: true });
const examples = ["boot-splash", "buffers", "three-children", "video-codec"].map((name) => `examples/dts/${name}.dts`);

describe("schema/report.schema.json", () => {
  it("is what 'iova-plan schema report' prints", async () => {
    const { status, out } = await runCli(["schema", "report"]);
    expect(status).toBe(0);
    expectGolden("schema/report.schema.json", out);
  });

  it("holds for every report, an unusable input's included", async () => {
    const valid = ajv().compile(await schemas.report());
    const { status, out } = await runOnFiles(["analyze", "--format", "json", ...examples, "package.json"]);
    expect(status).toBe(2);
    expect(valid(JSON.parse(out)), JSON.stringify(valid.errors)).toBe(true);
  });

  it("names every name that a report has", async () => {
    // As published, names may be added; here none may be left undocumented.
    const closed = ajv().compile(z.toJSONSchema(reportSchema, { io: "output" }));
    const { out } = await runOnFiles(["analyze", "--format", "json", ...examples]);
    expect(closed(JSON.parse(out)), JSON.stringify(closed.errors)).toBe(true);
  });

  it("is explained in docs/json.md, name by name", async () => {
    const docs = readFileSync("docs/json.md", "utf8");
    const { out } = await runOnFiles(["analyze", "--format", "json", ...examples]);
    const [board] = JSON.parse(out).boards;
    for (const name of [...Object.keys(board), ...Object.keys(board.consumers[0])])
      expect(docs).toContain(`\`${name}\``);
  });

  it("refuses what is no report", async () => {
    const valid = ajv().compile(await schemas.report());
    const report = JSON.parse((await runOnFiles(["analyze", "--format", "json", ...examples.slice(1, 2)])).out);
    expect(valid({ ...report, schemaVersion: 2 })).toBe(false);
    expect(valid({ ...report, boards: [{ ...report.boards[0], consumers: [{}] }] })).toBe(false);
  });
});
