/** Registries that are made from folders have just what stands in the folders. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, test } from "vitest";
import { commandRegistry, commandRegistryText } from "../../scripts/registries/commands.js";
import { registries, registryText } from "../../scripts/registries/text.js";

/** The formatter decides where lines break. */
const words = (text: string): string => text.replace(/\s+/g, "").replaceAll(",]", "]");

describe.each(registries.map((registry) => [relative(process.cwd(), registry.output), registry] as const))(
  "%s",
  (_, registry) => {
    test("is what `npm run registries` makes", () => {
      expect(words(readFileSync(registry.output, "utf8"))).toBe(words(registryText(registry)));
    });
  },
);

describe("src/cli/commands.ts", () => {
  test("is what `npm run registries` makes", async () => {
    expect(words(readFileSync(commandRegistry, "utf8"))).toBe(words(await commandRegistryText()));
  });
});
