import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const README = "README.md";
/** Pages that show files. */
const PAGES = [README, "docs/map.md"];
/** `FILE`, or `FILE#Title` for the section of that title alone. */
const SHOWN = /<!-- file: (\S+) -->\n```text\n([\s\S]*?)```/g;

function shown(place: string): string {
  const [file = "", title] = place.split("#");
  const text = readFileSync(file, "utf8");
  if (title === undefined) return text;
  const section = text.split("\n\n").find((part) => part.startsWith(title));
  if (section === undefined) throw new Error(`${file} has no section ${title}`);
  return `${section}\n`;
}

/** The page with each shown file as it is now. */
const current = (text: string): string =>
  text.replace(SHOWN, (_, place: string) => `<!-- file: ${place} -->\n\`\`\`text\n${shown(place)}\`\`\``);

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

  it("has a picture in its first screen, and two commands after it", () => {
    const lines = text.split("\n");
    const picture = lines.findIndex((line) => line.startsWith("!["));
    const block = lines.indexOf("```sh");
    expect(picture).toBeGreaterThan(0);
    expect(picture).toBeLessThan(12);
    expect(block).toBeGreaterThan(picture);
    expect(block).toBeLessThan(20);
    expect(lines.slice(block + 1, lines.indexOf("```", block))).toEqual([
      "npm ci && npm run build && node bin/iova-plan.js analyze examples/dts/three-children.dts",
      "npm test",
    ]);
  });

  it("links only to files that are there", () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(() => readFileSync(link), link).not.toThrow();
  });
});
