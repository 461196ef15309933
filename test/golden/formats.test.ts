/** Each other format, and the text at other widths and depths, on one example. */
import { describe, it } from "vitest";
import { runOnFiles } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

describe("the three children", () => {
  it.each([
    ["analyze.md.txt", ["analyze", "--format", "markdown"]],
    ["analyze-verbose.txt", ["analyze", "--verbose"]],
    ["analyze-one-layout.txt", ["analyze", "--layout", "shared", "--device", "&codec"]],
    ["tree.txt", ["tree"]],
    ["tree.md.txt", ["tree", "--format", "markdown"]],
    ["dump-tokens.txt", ["dump", "tokens"]],
    ["dump-tree.dts", ["dump", "tree"]],
  ])("%s", async (golden, argv) => {
    const run = await runOnFiles([...argv, "examples/dts/three-children.dts"]);
    expectGolden(`test/golden/${golden}`, run.out);
  });

  it.each([
    ["why.md.txt", ["why", "test/kernel-cases/c16_pci.dts", "0000:00:04.1", "0x10000000"]],
    ["fault.md.txt", ["why", "test/fault/boot-splash.dts", "--stream", "0xc40", "--address", "0x9c001000"]],
  ])("%s", async (golden, argv) => {
    const run = await runOnFiles([...argv, "--format", "markdown"]);
    expectGolden(`test/golden/${golden}`, run.out);
  });

  it.each([60, 200])("at %i columns", async (columns) => {
    const run = await runOnFiles(["analyze", "examples/dts/three-children.dts"], { outIsTty: true, columns });
    expectGolden(`test/golden/analyze-${columns}-columns.txt`, run.out);
  });
});
