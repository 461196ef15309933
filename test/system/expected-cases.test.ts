/** The cases of test/cases: bytes below 4 GiB that each consumer can be handed, worked out by hand. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { built, consumer, readTestFile, systemOf, testFolder, treesOf } from "./boards.js";

const ALL = 4_294_963_200n;
const MiB = 1n << 20n;
const GiB4 = 4096n * MiB;

/** Case, consumers, bytes. */
const expected: readonly (readonly [string, Readonly<Record<string, bigint>>])[] = [
  ["01-splash-identity", { "/soc@0/display-controller@14830000": 4_292_886_528n }],
  ["02-vpu-one-carveout", { "/soc/video-codec@aa00000": 3_665_821_696n }],
  [
    "04-vpu-streams-ranges",
    {
      "/soc/video-codec@aa00000/pixel": ALL,
      "/soc/video-codec@aa00000/non-pixel": ALL,
      "/soc/video-codec@aa00000/secure-non-pixel": ALL,
      "/soc/video-codec@aa00000/secure-pixel": ALL,
    },
  ],
  ["06-wrong-cells", { "/soc/dma-controller@30000000": ALL, "/soc/dma-controller@30010000": ALL }],
  [
    "08-missing-parent-cells",
    { "/soc/video-codec@aa00000/non-pixel": 3_665_821_696n, "/soc/video-codec@aa00000/pixel": ALL },
  ],
  [
    "10-children-share-largest",
    {
      "/soc/engine@aa00000/context-a": 3_665_821_696n,
      "/soc/engine@aa00000/context-b": 3_665_821_696n,
      "/soc/engine@aa00000/context-c": 3_665_821_696n,
    },
  ],
  [
    "11-children-own",
    {
      "/soc/engine@aa00000/context-a": 4_026_531_840n,
      "/soc/engine@aa00000/context-b": 3_758_096_384n,
      "/soc/engine@aa00000/context-c": 3_665_821_696n,
    },
  ],
  [
    "12-unlinked",
    {
      "/soc/gpu@3d00000": ALL,
      "/soc/display@ae00000": ALL,
      "/soc/npu@b000000": 4_026_531_840n,
      "/soc/isp@c000000": 4_026_531_840n,
    },
  ],
  [
    "14-shared-streams",
    {
      "/soc/crypto@1dfa000": 4_026_531_840n,
      "/soc/dma-controller@1dc4000": 4_026_531_840n,
      "/soc/compute@30000000": ALL,
      "/soc/compute@30001000": ALL,
    },
  ],
  ["16-pcie-host", { "/soc/pcie@40000000!*": 3_758_092_288n }],
  ["18-not-identity", { "/soc/display-coprocessor@31c00000": 4_256_169_984n, "/soc/display-pipe@32000000": ALL }],
  ["19-zero-and-full", { "/soc/display@15200000": ALL, "/soc/dsp@15300000": 0n, "/soc/adc@15400000": 4096n }],
];

test("every case has its numbers", () => {
  const cases = readdirSync(join(testFolder, "cases")).filter((name) => name.endsWith(".dts"));
  expect(expected.map(([name]) => `${name}.dts`)).toEqual(cases.sort());
});

/** The release that the figures are of. */
const AS_RECORDED = { kernel: kernelOf("6.12") };

describe.each(expected)("%s", (name, bytes) => {
  test.each(treesOf(readTestFile(`cases/${name}.dts`)))("usable below 4 GiB, from $from", ({ tree }) => {
    const { system, diagnostics } = built(tree, null, AS_RECORDED);
    expect(diagnostics).toEqual([]);
    expect(Object.fromEntries(system.consumers.map((c) => [c.id, c.usable.below4G]))).toEqual(bytes);
  });
});

/** The same with the posted series that reads `iommu-ranges`, and drops holes without `reg`. */
const withTheSeries: typeof expected = [
  [
    "04-vpu-streams-ranges",
    {
      "/soc/video-codec@aa00000/pixel": 3_758_092_288n,
      "/soc/video-codec@aa00000/non-pixel": 3_128_950_784n,
      "/soc/video-codec@aa00000/secure-non-pixel": 629_141_504n,
      "/soc/video-codec@aa00000/secure-pixel": 3_758_092_288n,
    },
  ],
  [
    "08-missing-parent-cells",
    { "/soc/video-codec@aa00000/non-pixel": ALL, "/soc/video-codec@aa00000/pixel": 3_758_092_288n },
  ],
];

describe.each(withTheSeries)("%s with the posted series", (name, bytes) => {
  describe.each(treesOf(readTestFile(`cases/${name}.dts`)))("from $from", ({ tree }) => {
    const { system } = built(tree, null, { kernel: kernelOf("6.12+iommu-ranges") });

    test("usable below 4 GiB", () => {
      expect(Object.fromEntries(system.consumers.map((c) => [c.id, c.usable.below4G]))).toEqual(bytes);
      expect(system.consumers.map((c) => c.promised)).toEqual(system.consumers.map(() => null));
    });
    test("is what a release only promises", () => {
      const promised = built(tree, null, AS_RECORDED).system.consumers.flatMap((c) =>
        c.promised === null ? [] : [[c.id, c.promised.below4G] as const],
      );
      const ranged = Object.entries(bytes).filter(([, usable]) => usable !== ALL);
      expect(Object.fromEntries(promised)).toEqual(Object.fromEntries(ranged));
    });
  });
});

test("08 on 7.3 with the posted series: nothing translates, so nothing is reserved and nothing crashes", () => {
  const system = systemOf(readTestFile("cases/08-missing-parent-cells.dts"), null, {
    kernel: kernelOf("7.3+iommu-ranges"),
  });
  expect(system.consumers.map((c) => c.usable.below4G)).toEqual([ALL, ALL]);
  expect(system.messages.map(({ kind }) => kind)).toEqual(["remark", "remark"]);
});

test("08 on 7.3: the parent of both is no bus, and reading their regions ends the boot", () => {
  const { messages } = systemOf(readTestFile("cases/08-missing-parent-cells.dts"), null, { kernel: kernelOf("7.3") });
  expect(messages.some(({ kind }) => kind === "crash")).toBe(true);
});

describe("what the prose adds", () => {
  const of = (name: string, plan: string | null = null, options = {}) =>
    systemOf(readTestFile(`cases/${name}.dts`), plan, options);

  test("01: the last page is rounded up; the need is not", () => {
    const [display] = of("01-splash-identity").consumers;
    expect(display?.domain.allocator).toEqual([{ start: 0x67000000n, end: 0x671fb000n }]);
    expect(display?.need?.ranges.size).toBe(2_073_600n);
    expect(display?.reservations[0]?.type).toBe("direct");
  });

  test("02: with a limit only the middle is left; the plan's children share the parent's streams and group", () => {
    const plan = readTestFile("cases/02-vpu-one-carveout.iova.yaml");
    const system = of("02-vpu-one-carveout", plan, { dmaLimit: 0xdfffffffn });
    expect(system.consumers.map((c) => c.name)).toEqual(["pixel", "non-pixel"]);
    expect(system.groups.map((g) => g.members)).toEqual([system.consumers.map((c) => c.id)]);
    for (const c of system.consumers) {
      expect(c.usable.ranges).toEqual([{ start: 0x25800000n, end: 0xe0000000n }]);
      expect(c.reservations.find((r) => r.origin.kind === "iommu-addresses")?.origin).toMatchObject({
        inheritedFrom: "/soc/video-codec@aa00000",
      });
    }
    expect(system.consumers.map((c) => c.need?.ranges.size)).toEqual([0n, 600n * MiB - 4096n]);
  });

  test("04: a need is what the property promises, whether or not it is read; sysfs lists what is reserved", () => {
    const needs = (kernel: string) =>
      of("04-vpu-streams-ranges", null, { kernel: kernelOf(kernel) }).consumers.map((c) => c.need?.ranges.size);
    expect(needs("7.3")).toEqual([512n * MiB, 1112n * MiB - 4096n, 3496n * MiB, 512n * MiB]);
    expect(needs("7.3+iommu-ranges")).toEqual(needs("7.3"));
    const listed = (kernel: string) =>
      of("04-vpu-streams-ranges", null, { kernel: kernelOf(kernel) }).groups[1]?.reservedRegions.map(
        ({ start, last, type }) => `${start.toString(16)}-${last.toString(16)} ${type}`,
      );
    expect(listed("7.3")).toEqual(["8000000-80fffff msi"]);
    expect(listed("7.3+iommu-ranges")).toEqual([
      "0-257fffff reserved",
      "8000000-80fffff msi",
      "e0000000-ffffffffffffffff reserved",
    ]);
    const { families } = of("04-vpu-streams-ranges");
    expect(families.map((f) => [f.parent, f.members.length])).toEqual([["/soc/video-codec@aa00000", 4]]);
  });

  test("06: nonsense far above, and a read past the end", () => {
    const system = of("06-wrong-cells");
    const starts = system.consumers.map((c) =>
      c.reservations.filter((r) => r.origin.kind === "iommu-addresses").map((r) => r.start),
    );
    expect(starts).toEqual([[0x0800000000100000n], [0x0800000000100000n, 0x0c00000000100000n, 0x1000000000100000n]]);
    expect(system.messages.filter((m) => m.severity === "error")).toHaveLength(2);
  });

  test("14: whoever comes first decides; the two outcomes do not contain each other", () => {
    const [group] = of("14-shared-streams").groups;
    expect(group?.domain.ifFirst).toEqual([
      { member: "/soc/dma-controller@1dc4000", allocator: [{ start: 0x20000000n, end: 0x40000000n }] },
    ]);
    const bamFirst = 'version: 1\ndevices: [{ node: "&smmu", first: ["/soc/dma-controller@1dc4000", "&cb14"] }]';
    const other = of("14-shared-streams", bamFirst);
    expect(consumer(other, "/soc/crypto@1dfa000").usable.below4G).toBe(3_758_092_288n);
    // cb14 first: its entry holds one of cb13's streams; the other makes a group of its own, the last entry decides.
    expect(consumer(other, "/soc/compute@30000000").group).toBe(consumer(other, "/soc/compute@30001000").group);
  });

  test("18: reserved for the coprocessor, direct for the pipe", () => {
    const system = of("18-not-identity");
    const types = system.consumers.map((c) => c.reservations.map((r) => r.type));
    expect(types).toEqual([["reserved", "reserved", "reserved"], ["direct"]]);
    expect(system.messages.filter((m) => m.text.includes("treating non-direct mapping"))).toHaveLength(3);
  });

  test.each([
    ["6.6", 0n],
    ["6.7", 0n],
    ["6.8", ALL],
    ["6.6.30", ALL],
    ["6.2", ALL],
  ])("19: an entry of length 0 at 0 before Linux %s", (kernelVersion, below4G) => {
    const system = of("19-zero-and-full", null, { kernel: kernelOf(kernelVersion) });
    expect(consumer(system, "/soc/display@15200000").usable.below4G).toBe(below4G);
  });

  test("nothing is usable beyond 4 GiB with a 32-bit mask", () => {
    for (const c of of("11-children-own").consumers) expect(c.usable.bytes).toBe(c.usable.below4G);
    expect(ALL).toBe(GiB4 - 4096n);
  });
});
