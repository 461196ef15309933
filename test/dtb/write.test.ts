import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { treeDifferences } from "../../src/tree/compare.js";
import type { DeviceTree } from "../../src/tree/tree.js";
import { deviceTree } from "../tree/arbitrary.js";

function read(bytes: Uint8Array): DeviceTree {
  const { value } = readDtb(bytes, "x.dtb");
  if (value === null) throw new Error("no tree");
  return value;
}

it.each(["board.dtb", "board-symbols.dtb", "overlay.dtbo", "overlay-symbols.dtbo"])("writes %s as dtc does", (name) => {
  const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", name)));
  expect(writeDtb(read(bytes))).toEqual(bytes);
});

it("writes version 17 whatever was read", () => {
  const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", "board-v16.dtb")));
  const board = new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", "board.dtb")));
  expect(writeDtb(read(bytes))).toEqual(board);
});

it("loses nothing of any tree", () => {
  fc.assert(
    fc.property(deviceTree, (tree) => {
      const again = read(writeDtb(tree));
      expect(treeDifferences(tree, again, 10)).toEqual([]);
      expect(writeDtb(again)).toEqual(writeDtb(tree));
    }),
  );
});
