/** What `npm run fuzz` has found stays found; and the fuzzer itself works. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FuzzInput, inputAt } from "../../scripts/fuzz/inputs.js";
import { loadSeeds } from "../../scripts/fuzz/seeds.js";
import { feed } from "../../scripts/fuzz/targets.js";
import { decodeSource } from "../../src/base/source-text.js";

const FOUND = join(import.meta.dirname, "found");

function inputOf(name: string): FuzzInput {
  const bytes = new Uint8Array(readFileSync(join(FOUND, name)));
  return name.endsWith(".dts") ? { kind: "dts", text: decodeSource(bytes) } : { kind: "dtb", bytes };
}

describe("what was found once", () => {
  it.each(readdirSync(FOUND))("%s", { timeout: 2000 }, (name) => {
    // The name says what becomes of it.
    expect(feed(inputOf(name))).toBe(name.split("-", 1)[0]);
  });
});

describe("the fuzzer", () => {
  const seeds = loadSeeds(null);

  it("makes the same input for the same seed and index", () => {
    for (const index of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      expect(inputAt(seeds, 7, index)).toEqual(inputAt(seeds, 7, index));
    }
    expect(inputAt(seeds, 7, 0)).not.toEqual(inputAt(seeds, 8, 0));
  });

  it("makes inputs of every kind, some of them accepted, and none is too much for us", () => {
    const seen = new Map<string, number>();
    for (let index = 0; index < 300; index++) {
      const input = inputAt(seeds, 1, index);
      const key = `${input.kind} ${feed(input)}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual([
      "dtb accepted",
      "dtb refused",
      "dtbo accepted",
      "dtbo refused",
      "dts accepted",
      "dts refused",
    ]);
  });
});
