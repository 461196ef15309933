/** The pages that are made of the program itself say what it says now, and none is left of what is gone. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { assumptionsMarkdown } from "../../scripts/docs/assumptions.js";
import { commandPages } from "../../scripts/docs/command-pages.js";
import { layoutPages } from "../../scripts/docs/layout-pages.js";
import { manual } from "../../scripts/docs/manual.js";
import type { Pages } from "../../scripts/docs/markdown.js";
import { profilePages } from "../../scripts/docs/profile-pages.js";
import { rulePages } from "../../scripts/docs/rule-pages.js";
import { runOnFiles } from "../cli/virtual-host.js";
import { expectGolden } from "../golden/golden-file.js";

const run = (argv: readonly string[]) => runOnFiles(argv);

function hold(pages: Pages, folder: string): void {
  for (const [path, text] of pages) expectGolden(path, text);
  const made = [...pages.keys()].filter((path) => path.startsWith(`${folder}/`));
  expect(
    readdirSync(folder)
      .map((name) => `${folder}/${name}`)
      .sort(),
  ).toEqual(made.sort());
}

it("rules", async () => hold(await rulePages(run), "docs/rules"));
it("layouts", async () => hold(await layoutPages(run), "docs/layouts"));
it("profiles", () => hold(profilePages(), "docs/profiles"));
it("commands", async () => hold(await commandPages(run), "docs/commands"));
it("what is assumed", () => {
  const path = "docs/limits.md";
  const block = /(<!-- assumptions: made by npm run golden -->\n)[\s\S]*?(<!-- end of assumptions -->)/;
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(block);
  expectGolden(
    path,
    text.replace(block, (_, open: string, close: string) => `${open}${assumptionsMarkdown()}${close}`),
  );
});

it("the manual page", async () => expectGolden("man/iova-plan.1", await manual()));
