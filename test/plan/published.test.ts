/**
 * What is published of the plan format stays what the code reads: the JSON Schema, docs/plan.md's tables and its
 * example. `UPDATE_GOLDEN=1` rewrites the first two.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planJsonSchema } from "../../src/plan/schema.js";
import { keyTables } from "./key-table.js";
import { messages, planOf } from "./read.js";

const SCHEMA = new URL("../../schema/plan.schema.json", import.meta.url);
const DOCS = new URL("../../docs/plan.md", import.meta.url);
const BEGIN = "<!-- keys: generated -->\n";
const END = "<!-- end of keys -->";

const update = process.env["UPDATE_GOLDEN"] === "1";
const schemaText = (): string => `${JSON.stringify(planJsonSchema(), null, 2)}\n`;

const validate = new Ajv2020({ allowUnionTypes: true }).compile(planJsonSchema());

describe("the published JSON Schema", () => {
  it("is what the code reads", () => {
    if (update) writeFileSync(SCHEMA, schemaText());
    expect(readFileSync(SCHEMA, "utf8")).toBe(schemaText());
  });

  it("accepts every plan that the code accepts", () => {
    const folder = new URL("../cases/", import.meta.url);
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".iova.yaml"))) {
      expect(validate(parse(readFileSync(new URL(name, folder), "utf8"))), name).toBe(true);
    }
    expect(validate({ version: 1, devices: [{ node: "/a", usable: [["1.5G", 0x8000000000000000]] }] })).toBe(true);
  });

  it.each([
    { version: 2 },
    { version: 1, granul: "4K" },
    { version: 1, devices: [{}] },
    { version: 1, devices: [{ node: "iris" }] },
    { version: 1, devices: [{ node: "/a", usable: [[1]] }] },
    { version: 1, devices: [{ node: "/a", usable: [["1X", 2]] }] },
    { version: 1, devices: [{ node: "/a", children: [{ name: "a b" }] }] },
    { version: 1, pci: [{ bridge: "/p", functions: ["4.0"] }] },
  ])("refuses %j, as the code does", (plan) => {
    expect(validate(plan)).toBe(false);
    expect(messages(JSON.stringify(plan)).length).toBeGreaterThan(0);
  });
});

describe("docs/plan.md", () => {
  const text = readFileSync(DOCS, "utf8");

  it("has the keys of the schema", () => {
    const [before = "", rest = ""] = text.split(BEGIN);
    const [, after = ""] = rest.split(END);
    const wanted = `${before}${BEGIN}\n${keyTables(JSON.parse(schemaText()))}\n${END}${after}`;
    if (update) writeFileSync(DOCS, wanted);
    expect(readFileSync(DOCS, "utf8")).toBe(wanted);
  });

  it("has an example that is a plan", () => {
    const examples = [...text.matchAll(/```yaml\n(version: 1\n[\s\S]*?)```/g)].map((match) => match[1] ?? "");
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples)
      expect(planOf(example).devices.length + planOf(example).pci.length).toBeGreaterThan(0);
  });
});
