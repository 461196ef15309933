/** Where things are found: the documents' index, and the project's address. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { projectAddress } from "../../src/base/project.js";

it("docs/README.md leads to every document", () => {
  const index = readFileSync("docs/README.md", "utf8");
  const documents = readdirSync("docs").filter((name) => name.endsWith(".md") && name !== "README.md");
  for (const name of documents) expect(index).toContain(`](${name})`);
});

it("the project's address is package.json's, and no document has one to fill in", () => {
  const { homepage } = z
    .object({ homepage: z.string().optional() })
    .parse(JSON.parse(readFileSync("package.json", "utf8")));
  expect(projectAddress).toBe(homepage ?? null);
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    ...readdirSync("docs", { recursive: true, encoding: "utf8" }).flatMap((name) =>
      name.endsWith(".md") ? [`docs/${name}`] : [],
    ),
  ];
  for (const page of pages) expect(readFileSync(page, "utf8"), page).not.toMatch(/<(owner|host)>/);
});
