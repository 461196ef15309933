/** What `why` says of faults, held as sessions. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { runOnFiles } from "../cli/virtual-host.js";
import { expectGolden } from "./golden-file.js";

const SPLASH = "test/fault/boot-splash.dts";

const context = (sid: string, iova: string): string =>
  `arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=${iova}, fsynr=0x540003, cbfrsynra=${sid}, cb=10`;

test("as text", async () => {
  const asked: readonly (readonly string[])[] = [
    [SPLASH, "--fault", context("0xc40", "0x9c001000")],
    [SPLASH, "--fault", context("0x19c3", "0x40")],
    [SPLASH, "--stream", "0x19c4"],
    ["test/fault/memory-region.dts", "--stream", "0x3000", "--address", "0x9c600000"],
    ["test/kernel-cases/c16_pci.dts", "--iommu", "&smmu", "--stream", "0x20", "--address", "0xfff00000"],
    ["test/cases/14-shared-streams.dts", "--stream", "0x480", "--address", "0x20000000"],
    [
      "test/kernel-cases/c02_direct.dts",
      "--fault",
      "io_page_fault: IOMMU:test c101000.c02a iova=0x0000000050000000 flags=0x0001",
    ],
  ];
  const shown: string[] = [];
  for (const argv of asked) {
    const { status, out, err } = await runOnFiles(["why", ...argv]);
    expect([argv, status, err]).toEqual([argv, 0, ""]);
    shown.push(`$ iova-plan why ${argv.map((word) => (/[ &]/.test(word) ? `"${word}"` : word)).join(" ")}\n${out}`);
  }
  expectGolden(join(import.meta.dirname, "fault.txt"), shown.join("\n"));
});
