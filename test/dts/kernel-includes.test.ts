import { describe, expect, it } from "vitest";
import { includeFoldersOfKernel, kernelIncludeFolders, treeRootOf } from "../../src/dts/kernel-includes.js";
import { MemoryFiles } from "./preprocess/memory-files.js";

const files = new MemoryFiles(
  {
    "/linux/arch/arm64/boot/dts/qcom/x.dts": "",
    "/linux/arch/arm64/boot/dts/qcom/sub/y.dts": "",
    "/linux/arch/arm/boot/dts/z.dts": "",
    "/linux/include/dt-bindings/a.h": "",
    "/linux/scripts/dtc/include-prefixes/README": "",
    "/linux/drivers/of/test.dts": "",
    "/old/arch/arm/boot/dts/z.dts": "",
    "/old/arch/arm/boot/dts/include/README": "",
    "/old/arch/mips/boot/dts/z.dts": "",
    "/old/include/dt-bindings/a.h": "",
    "/old/scripts/dtc/Makefile": "",
    "/u-boot/arch/arm/dts/x.dts": "",
    "/u-boot/include/configs/x.h": "",
    "/u-boot/dts/upstream/include/dt-bindings/a.h": "",
    "/u-boot/dts/upstream/src/arm64/qcom/x.dts": "",
    "/u-boot/dts/upstream/src/arm/x.dts": "",
    "/rebasing/src/arm64/qcom/x.dts": "",
    "/rebasing/include/dt-bindings/a.h": "",
    "/rebasing/Bindings/a.yaml": "",
    "/elsewhere/x.dts": "",
  },
  { "/link": "/linux/arch/arm64/boot/dts/qcom" },
);

describe("kernelIncludeFolders", () => {
  it("finds those of Linux, for a board in a folder of its vendor or not", () => {
    const shared = ["/linux/scripts/dtc/include-prefixes", "/linux/include"];
    expect(kernelIncludeFolders("/linux/arch/arm64/boot/dts/qcom/x.dts", files)).toEqual([
      "/linux/arch/arm64/boot/dts/qcom",
      "/linux/arch/arm64/boot/dts",
      ...shared,
    ]);
    expect(kernelIncludeFolders("/linux/arch/arm/boot/dts/z.dts", files)).toEqual([
      "/linux/arch/arm/boot/dts",
      ...shared,
    ]);
    expect(kernelIncludeFolders("/linux/drivers/of/test.dts", files)).toEqual(["/linux/drivers/of", ...shared]);
  });

  it("finds those of a Linux that had no include-prefixes yet", () => {
    expect(kernelIncludeFolders("/old/arch/arm/boot/dts/z.dts", files)).toEqual([
      "/old/arch/arm/boot/dts",
      "/old/arch/arm/boot/dts/include",
      "/old/include",
    ]);
  });

  it("finds those of U-Boot, for its own boards and Linux's", () => {
    expect(kernelIncludeFolders("/u-boot/arch/arm/dts/x.dts", files)).toEqual([
      "/u-boot/arch/arm/dts",
      "/u-boot/include",
      "/u-boot/dts/upstream/src/arm64",
      "/u-boot/dts/upstream/src/arm",
      "/u-boot/dts/upstream/include",
      "/u-boot/dts/upstream/src",
    ]);
    expect(kernelIncludeFolders("/u-boot/dts/upstream/src/arm64/qcom/x.dts", files)).toEqual([
      "/u-boot/dts/upstream/src/arm64/qcom",
      "/u-boot/dts/upstream/src/arm64",
      "/u-boot/dts/upstream/include",
      "/u-boot/dts/upstream/src",
      "/u-boot/include",
    ]);
  });

  it("finds those of devicetree-rebasing", () => {
    expect(kernelIncludeFolders("/rebasing/src/arm64/qcom/x.dts", files)).toEqual([
      "/rebasing/src/arm64/qcom",
      "/rebasing/src/arm64",
      "/rebasing/src",
      "/rebasing/include",
    ]);
  });

  it("keeps to the way the board was named", () => {
    expect(kernelIncludeFolders("linux/arch/arm64/boot/dts/qcom/x.dts", files)).toEqual([
      "linux/arch/arm64/boot/dts/qcom",
      "linux/arch/arm64/boot/dts",
      "linux/scripts/dtc/include-prefixes",
      "linux/include",
    ]);
    // A link on the way: its parent is not the tree.
    expect(kernelIncludeFolders("/link/x.dts", files)[1]).toBe("/linux/arch/arm64/boot/dts");
  });

  it("finds nothing for a board elsewhere, or one that does not exist", () => {
    expect(kernelIncludeFolders("/elsewhere/x.dts", files)).toEqual([]);
    expect(kernelIncludeFolders("/nowhere/x.dts", files)).toEqual([]);
    expect(kernelIncludeFolders("x.dts", files)).toEqual([]);
  });
});

describe("includeFoldersOfKernel", () => {
  it("takes a board in the tree, elsewhere, or none", () => {
    const shared = ["/linux/scripts/dtc/include-prefixes", "/linux/include"];
    expect(includeFoldersOfKernel("/linux", "/linux/arch/arm64/boot/dts/qcom/sub/y.dts", files)).toEqual([
      "/linux/arch/arm64/boot/dts/qcom/sub",
      "/linux/arch/arm64/boot/dts",
      ...shared,
    ]);
    expect(includeFoldersOfKernel("/linux", "/elsewhere/x.dts", files)).toEqual(["/elsewhere", ...shared]);
    expect(includeFoldersOfKernel("/linux", null, files)).toEqual(shared);
  });

  it("offers every architecture of an old tree to a board elsewhere", () => {
    expect(includeFoldersOfKernel("/old", null, files)).toEqual([
      "/old/arch/arm/boot/dts",
      "/old/arch/arm/boot/dts/include",
      "/old/arch/mips/boot/dts",
      "/old/include",
    ]);
  });

  it("finds nothing in a folder that is no such tree", () => {
    expect(includeFoldersOfKernel("/elsewhere", null, files)).toEqual([]);
    expect(includeFoldersOfKernel("/nowhere", null, files)).toEqual([]);
  });
});

describe("treeRootOf", () => {
  it("is the root of the tree that a folder lies in", () => {
    expect(treeRootOf("/linux/scripts/dtc/include-prefixes", files)).toBe("/linux");
    expect(treeRootOf("/elsewhere", files)).toBeNull();
  });
});
