/** What `why` says, held as sessions: on files of the project, and on small boards for what those do not have. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Run, runCli, runOnFiles } from "../cli/virtual-host.js";
import { board, device } from "../system/small-board.js";
import { expectGolden } from "./golden-file.js";

const golden = (name: string): string => join(import.meta.dirname, name);

async function session(asked: readonly string[], run: (argv: readonly string[]) => Promise<Run>): Promise<string> {
  const shown: string[] = [];
  for (const words of asked) {
    const { status, out, err } = await run(["why", ...words.split(" ")]);
    expect([words, status, err]).toEqual([words, 0, ""]);
    shown.push(`$ iova-plan why ${words}\n${out}`);
  }
  return shown.join("\n");
}

const CASES = "test/kernel-cases";
const CHILDREN = "examples/dts/three-children.dts";

test("on recorded boards and examples", async () => {
  const asked = [
    `${CASES}/c07_unaligned.dts c07a 0x10000400`,
    `${CASES}/c16_pci.dts /pcie@10000000/c16d4f1@4,1 0xfff00000`,
    `${CASES}/c16_pci.dts 0000:00:04.1 0x10000000`,
    `${CASES}/c02_direct.dts &c02a 0x50000000`,
    `${CASES}/c01_only.dts c100000.c01a 0x8000000`,
    `${CASES}/c09_samesid.dts c09b 0x11000000`,
    `${CHILDREN} a 512M`,
    `${CHILDREN} #b 0xfffff000`,
    `${CHILDREN} #b 0x10`,
    `${CHILDREN} #b 5G`,
    "test/cases/14-shared-streams.dts &bam 0x20000000",
    "test/cases/14-shared-streams.dts &bam 0x1000",
    "test/fault/boot-splash.dts mdss 0x9c001000",
    "test/fault/memory-region.dts rp 0xfa000000",
    "test/fault/memory-region.dts rp 0x9c600000",
  ];
  expectGolden(golden("why.txt"), await session(asked, runOnFiles));
});

const onBus = (bus: string, inside: string, region: string): string =>
  board(
    `soc { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x0 0x0 0x40000000>; ${bus} ${inside} };`,
    region,
  );

const boards = {
  "translated.dts": onBus(
    "dma-ranges = <0x0 0x0 0x80000000 0x40000000>;",
    "d: d@c100000 { reg = <0xc100000 0x1000>; iommus = <&smmu 1>; memory-region = <&r>; };",
    "r: r { iommu-addresses = <&d 0x10000000 0x100000>; };",
  ),
  "wrapped.dts": board(
    device("d", "memory-region = <&r>;"),
    "r: r { iommu-addresses = <&d 0xffffffff 0xfffff000 0x0 0x2000>; };",
  ),
  "foreign.dts": board(
    `${device("a", "")} ${device("b", "phandle = <1>; memory-region = <&r>;", "c101000")}`,
    "r: r { iommu-addresses = <&a 0x1 0x0 0x0 0x1000>, <&b 0x0 0x20000000 0x0 0x1000>; };",
  ),
  "lazy.dts": board(device("d", "")),
  "lazy.iova.yaml": 'version: 1\ndevices:\n  - { node: "&d", runtime: [[256M, 512M]] }\n',
};

test("on small boards", async () => {
  const asked = [
    "translated.dts &d 0x10000000",
    "translated.dts &d 0x90000000",
    "wrapped.dts &d 0xffffffffffffff00 --dma-mask 64",
    "foreign.dts &b 0x20000000",
    "lazy.dts &d 256M",
    "lazy.dts &d 256M --iommu-mode lazy",
    "lazy.dts &d 0xfff00000 --dma-limit 0xefffffff --granule 64K",
    "translated.dts &d 0x10000000 --kernel-version 6.1",
  ];
  expectGolden(golden("why-boards.txt"), await session(asked, (argv) => runCli(argv, { files: boards })));
});
