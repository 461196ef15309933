/** What axe-core finds on the pages, in light and dark, wide and narrow: nothing. */
import { readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import { describe, expect, it } from "vitest";
import { browser, inBrowser } from "./browser.js";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

const PAGES: readonly (readonly [string, readonly string[]])[] = [
  ["a board, something chosen", ["analyze", "examples/dts/video-codec.dts"]],
  ["several boards", ["check", "examples/dts", "--quiet"]],
  ["a comparison", ["diff", "test/cases/10-children-share-largest.dts", "test/cases/11-children-own.dts"]],
  ["a map", ["map", "examples/dts/three-children.dts", "--layout", "runtime"]],
  ["a simulation", ["simulate", "examples/dts/buffers.dts"]],
];

const LOOKS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 400, height: 800 } },
] as const;

describe("axe-core", inBrowser, () => {
  const { open, pageOf } = browser();

  it.each(PAGES)("finds nothing on the page of %s", async (_, argv) => {
    const { html } = await pageOf(argv);
    for (const look of LOOKS) {
      const { page } = await open(html, "", { ...look, bypassCSP: true });
      const chosen = page.locator("[data-links]").first();
      if ((await chosen.count()) > 0) await chosen.click();
      await page.evaluate(axe);
      const { violations }: AxeResults = await page.evaluate("axe.run({ resultTypes: ['violations'] })");
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: found }) => found).join("\n")}`)).toEqual(
        [],
      );
    }
  });
});
