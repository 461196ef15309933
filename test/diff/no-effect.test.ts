/** What is no change: the same board reprinted, renumbered, reordered, compiled. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.js";
import { readDtb } from "../../src/dtb/read.js";
import { writeDtb } from "../../src/dtb/write.js";
import { loadDeviceTree, printDts } from "../../src/index.js";
import { type DeviceTree, type DtNode, nodeAt, pathOf } from "../../src/tree/tree.js";
import { virtualFiles } from "../cli/virtual-host.js";
import { ownBlob } from "../own-blob.js";
import { boards, changesFrom, changesOf, compareInputs, outlined, planFor, treeOf } from "./boards.js";
import { copied, renumbered, shuffledBy } from "./transformed.js";

/** Streams that overlap in part: who comes first decides which groups there are, and whether both devices get one. */
const ORDER_MATTERS = ["test/cases/14-shared-streams.dts", "test/kernel-cases/c09_samesid.dts"];

/** Decompiled sources hold their phandles as plain numbers, which nobody can tell from others. */
const refersByLabel = (path: string): boolean => !/phandle = </.test(readFileSync(path, "utf8"));

function sameNode(tree: DeviceTree | null, node: DtNode): DtNode {
  const found = tree === null ? null : nodeAt(tree, pathOf(node));
  if (found === null) throw new Error(`${pathOf(node)} is lost`);
  return found;
}

describe.each(boards)("%s", (path) => {
  it("has no change against itself", async () => {
    const tree = await treeOf(path);
    expect(outlined(changesOf(tree, tree, await planFor(path)))).toEqual([]);
  });

  it("has none when it is printed and read again", async () => {
    const tree = await treeOf(path);
    const files = virtualFiles({ "printed.dts": printDts(tree) });
    const printed = await loadDeviceTree("printed.dts", { files });
    if (printed.value === null) throw new Error("the print does not parse");
    expect(outlined(changesOf(tree, printed.value, await planFor(path)))).toEqual([]);
  });

  it("has none against a blob of it, given its labels", async () => {
    const tree = await treeOf(path);
    const blob = readDtb(writeDtb(tree), "board.dtb");
    if (blob.value === null) throw new Error("the blob cannot be read");
    const labels = new Map([...tree.labels].map(([label, node]) => [label, sameNode(blob.value, node)] as const));
    expect(outlined(changesOf(tree, { ...blob.value, labels }, await planFor(path)))).toEqual([]);
  });

  it("has none against its blob, which borrows labels and plan", async () => {
    const blob = { name: "board.dtb", bytes: await ownBlob(path, false) };
    const result = await compareInputs(path, blob, nodeFiles);
    const problems = [result.old, result.new].flatMap((side) => side?.problems ?? []);
    const errors = problems.filter(({ severity }) => severity === "error");
    expect(errors).toEqual([]);
    expect(outlined(result.changes ?? [])).toEqual([]);
  });
});

describe.each(boards.filter(refersByLabel))("%s", (path) => {
  it("has none with other phandles", async () => {
    const tree = await treeOf(path);
    const changesTo = changesFrom(tree, await planFor(path));
    // Far from the cells that boards hold: a phandle that is equal to one of an entry is read as the entry's.
    const by = fc.integer({ min: 0x1234567, max: 0x7fff0000 });
    fc.assert(
      fc.property(by, (delta) => {
        expect(outlined(changesTo(renumbered(tree, delta)))).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });
});

describe.each(boards.filter((path) => !ORDER_MATTERS.includes(path)))("%s", (path) => {
  it("has none with its nodes in another order", async () => {
    const tree = await treeOf(path);
    const changesTo = changesFrom(tree, await planFor(path));
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        expect(outlined(changesTo(copied(tree, shuffledBy(seed))))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});
