/** The document shows what the command prints. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runOnFiles } from "../cli/virtual-host.js";

test("docs/suggest.md", async () => {
  const { out } = await runOnFiles(["suggest", "examples/dts/three-children.dts"]);
  const [, shown] =
    /<!-- suggest: three-children -->\n```diff\n([\s\S]*?)```/.exec(readFileSync("docs/suggest.md", "utf8")) ?? [];
  expect(shown).toBe(out);
});
