/** What `analyze` says first, and what it leaves out: read as its reader would, at two widths. */
import { describe, expect, it } from "vitest";
import { runCli } from "../cli/virtual-host.js";

const board = `/dts-v1/;
/ { #address-cells = <1>; #size-cells = <1>;
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    hole: hole { iommu-addresses = <&codec 0x0 0x10000000>; };
    firmware@80000000 { reg = <0x80000000 0x100000>; no-map; };
  };
  soc { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
    smmu: iommu@8000 { compatible = "arm,mmu-500"; reg = <0x8000 0x1000>; #iommu-cells = <1>; };
    codec: codec@1000 { reg = <0x1000 0x1000>; memory-region = <&hole>; iommu-map = <0 &smmu 0x10 1>, <1 &smmu 0x20 1>; };
    gpu: gpu@2000 { reg = <0x2000 0x1000>; iommus = <&smmu 5>; };
  };
};
`;

const plan = `version: 1
devices:
  - node: "&codec"
    children:
      - { name: a, function-id: 0, reserve: [[0, 512M]] }
      - { name: b, function-id: 1, usable: [[0, 600M]] }
`;

async function analyzed(files: Record<string, string>, columns: number, ...more: string[]): Promise<string[]> {
  const world = { files: { "board.dts": board, ...files }, columns, outIsTty: true };
  const { out } = await runCli(["analyze", "board.dts", "--color", "never", ...more], world);
  return out.split("\n").map((line) => line.trim().replace(/ {2,}/g, "  "));
}

const planned = (columns: number) => analyzed({ "board.iova.yaml": plan }, columns);

// The first of them loads the whole command line.
describe("layouts", { timeout: 300_000 }, () => {
  it("stand in columns, members in rows, with each one's shortfall beside its waste", async () => {
    const lines = await planned(200);
    expect(lines).toContain(
      "waste of  as-written  shared  runtime, child-nodes, iommu-ranges, runtime-alloc  dma-window",
    );
    expect(lines).toContain("a  short 256 MiB  3496 MiB  0 B  short 512 MiB − 4 KiB");
    expect(lines).toContain("b  256 MiB − 4 KiB, short 3496 MiB  512 MiB − 4 KiB  0 B  0 B");
    expect(lines).toContain("safe  unsafe  yes  yes  unsafe");
  });

  it("begin with today's where it is unsafe", async () => {
    expect(await planned(200)).toContain("The tree as written is unsafe: shortfall 3752 MiB (a 256 MiB, b 3496 MiB)");
    const enough = await analyzed(
      { "board.iova.yaml": plan.replace("512M", "256M").replace("usable: [[0, 600M]]", "reserve: []") },
      200,
    );
    expect(enough.some((line) => line.startsWith("Today's layout"))).toBe(false);
    expect(enough.some((line) => line.startsWith("Layouts of"))).toBe(true);
  });

  it("are followed by what check warns of on their members, and the board by how much it finds", async () => {
    const lines = await planned(200);
    expect(lines.some((line) => /^check, error on a: .* \[need-not-met\]$/.test(line))).toBe(true);
    expect(lines.some((line) => /^check, warning on b: .* \[reservation-open-top\]$/.test(line))).toBe(true);
    expect(lines).toContain("Check: 1 error, 1 warning, 2 notes");
  });

  it("ask for stream ids of their own only where members have none", async () => {
    expect((await planned(200)).join("\n")).not.toContain("own stream ids");
    const children = "children: [{ name: a, reserve: [[0, 1M]] }, { name: b, reserve: [[0, 2M]] }]";
    const shared = await analyzed(
      { "board.iova.yaml": `version: 1\ndevices:\n  - { node: "&gpu", ${children} }\n` },
      200,
    );
    expect(shared.join("\n")).toContain("own stream ids");
  });

  it("are not computed, and ask for nothing, where no need is known", async () => {
    const text = (await analyzed({}, 200)).join("\n");
    expect(text).toContain("the needs of 0x0, 0x1 are unknown: iova-plan init board.dts writes a plan to fill in");
    expect(text).not.toContain("asks for");
    expect(text).not.toContain("waste of");
  });
});

describe("consumers", () => {
  it("carry their labels, and figures that all share stand above them", async () => {
    const lines = await analyzed({}, 200);
    expect(lines.some((line) => line.startsWith("/soc/gpu@2000 &gpu  g2  0x5  0 B  4 GiB − 4 KiB"))).toBe(true);
    const alike = board.replace("memory-region = <&hole>;", "");
    const shared = await analyzed({ "board.dts": alike }, 200);
    expect(shared).toContain(
      "Consumers, each with reach [0x00001000-0xffffffff], reserved 0 B, usable 4 GiB − 4 KiB, largest block 4 GiB − 4 KiB",
    );
    expect(shared).toContain("consumer  group  streams");
  });
});

describe("regions that nobody refers to", () => {
  it("are counted, and listed with --verbose", async () => {
    const lines = await analyzed({}, 200);
    expect(lines).toContain("1 more without a reference (--verbose)");
    expect(lines.some((line) => line.startsWith("firmware@80000000"))).toBe(false);
    const verbose = await analyzed({}, 200, "--verbose");
    expect(verbose.some((line) => line.startsWith("firmware@80000000"))).toBe(true);
  });
});

describe("a folder", () => {
  const long = "a-board-of-a-vendor-with-a-name-that-is-longer-than-any-terminal-is-wide-and-then-some-more.dts";

  it("is a row a board, also where a name is long, without columns that say nothing", async () => {
    const files = {
      "dts/a.dts": board,
      "dts/b.dts": board.replace("0x10000000>", "0x20000000>"),
      [`dts/${long}`]: board,
    };
    const { out } = await runCli(["analyze", "dts", "--color", "never"], { files, columns: 80, outIsTty: true });
    const lines = out.split("\n");
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[0]).toBe("Summary for Linux 7.3, boards below dts/, consumers 3 on each, ranges 2 on each");
    expect(lines[1]?.trim().replace(/ {2,}/g, "  ")).toMatch(/^board {2}least.* {2}result$/);
    expect(out).toContain("a-board-of-a-vendor");
    expect(out).not.toContain("least usable: 3840 MiB\n");
  });
});
