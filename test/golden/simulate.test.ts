/** What `simulate` prints, in every format. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runOnFiles } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

const BOARD = "examples/dts/buffers.dts";

describe("golden files", () => {
  test.each([
    ["simulate.txt", []],
    ["simulate.json", ["--format", "json"]],
    ["simulate.md.txt", ["--format", "markdown"]],
    ["simulate-trace.txt", ["--trace", "test/simulate/buffers.trace", "--device", "accelerator"]],
  ])("%s", async (name, argv) => {
    const run = await runOnFiles(["simulate", ...argv, BOARD]);
    expect(run.status).toBe(0);
    expectGolden(join(import.meta.dirname, name), run.out);
  });
});

test("docs/simulate.md shows today's output", () => {
  const page = join(import.meta.dirname, "../../docs/simulate.md");
  const shown = readFileSync(join(import.meta.dirname, "simulate.txt"), "utf8");
  const text = readFileSync(page, "utf8");
  expectGolden(
    page,
    text.replace(/(<!-- file: \S+ -->\n```text\n)[\s\S]*?```/, (_, head: string) => `${head}${shown}\`\`\``),
  );
});
