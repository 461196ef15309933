import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const README = "README.md";
/** Pages that show files. */
const PAGES = [README, "docs/map.md"];
const SHOWN = /<!-- file: (\S+) -->\n```text\n([\s\S]*?)```/g;

/** README with each shown file as it is now. */
const current = (text: string): string =>
  text.replace(SHOWN, (_, file: string) => `<!-- file: ${file} -->\n\`\`\`text\n${readFileSync(file, "utf8")}\`\`\``);

describe.each(PAGES)("%s", (page) => {
  const text = readFileSync(page, "utf8");

  it("shows today's output", () => {
    expect([...text.matchAll(SHOWN)].length).toBeGreaterThan(0);
    if (process.env["UPDATE_GOLDEN"] !== undefined && process.env["CI"] === undefined) {
      writeFileSync(page, current(text));
    } else {
      expect(text).toBe(current(text));
    }
  });
});

describe("README", () => {
  const text = readFileSync(README, "utf8");

  it("links only to files that are there", () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(() => readFileSync(link), link).not.toThrow();
  });
});
