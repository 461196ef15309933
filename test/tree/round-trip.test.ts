import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { treeDifferences } from "../../src/tree/compare.js";
import { printDts } from "../../src/tree/print.js";
import { deviceTree } from "./arbitrary.js";
import { parsed } from "./parsed.js";

const ROOT = join(import.meta.dirname, "../..");

it("any tree prints as a source that parses to the same tree", () => {
  fc.assert(
    fc.property(deviceTree, (tree) => {
      expect(treeDifferences(tree, parsed(printDts(tree)), 10)).toEqual([]);
    }),
  );
});

describe("a source's tree prints as a source of the same tree and labels", () => {
  const folders = ["examples/dts", "test/cases", "test/kernel-cases", "test/dtb/fixtures"];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => /\.dtso?$/.test(name))
      .map((name) => join(folder, name)),
  );
  it.each(sources)("%s", (path) => {
    const tree = parsed(readFileSync(join(ROOT, path), "utf8"), path);
    const printed = printDts(tree);
    const again = parsed(printed);
    expect(writeDtb(again)).toEqual(writeDtb(tree));
    expect([...again.labels.keys()].sort()).toEqual([...tree.labels.keys()].sort());
    expect(printDts(again)).toBe(printed);
  });
});

describe("a blob prints as a source of the same blob", () => {
  it.each(["board.dtb", "board-symbols.dtb", "overlay.dtbo", "overlay-symbols.dtbo"])("%s", (name) => {
    const bytes = new Uint8Array(readFileSync(join(ROOT, "test/dtb/fixtures", name)));
    const { value } = readDtb(bytes, name);
    if (value === null) throw new Error("no tree");
    expect(writeDtb(parsed(printDts(value)))).toEqual(bytes);
  });
});
