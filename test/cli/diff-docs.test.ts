/** The output that docs/diff.md shows is what the program prints. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { nodeGit } from "../../src/cli/host.js";
import { isRewriting } from "../golden/golden-file.js";
import { commandOf, needs } from "../oracles.js";
import { writeHistory } from "./diff-history.js";
import { runCli } from "./virtual-host.js";

const PAGE = "docs/diff.md";
/** What the page says of them. */
const BOARDS = 41;
const text = readFileSync(PAGE, "utf8");
const shown = [...text.matchAll(/^(`{3,4})\w*\n\$ iova-plan (.*)\n([\s\S]*?)^\1$/gm)].map(
  ([, , argv = "", out = ""]) => ({
    argv,
    out,
  }),
);

describe("docs/diff.md", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "iova-plan-docs-"));
    if (commandOf("git") !== null) writeHistory(folder, BOARDS);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("shows what diff prints", () => {
    expect(shown).toHaveLength(6);
  });

  for (const { argv, out } of shown) {
    it(argv, argv.includes("..") ? needs("git") : {}, async () => {
      const run = await runCli(argv.split(" "), { reader: nodeFiles, git: nodeGit(folder) });
      if (isRewriting)
        writeFileSync(
          PAGE,
          readFileSync(PAGE, "utf8").replace(out, () => run.out),
        );
      else expect(run.out).toBe(out);
    });
  }
});
