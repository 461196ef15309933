/** `iommu-ranges` as the posted series reads them, and as a release does not. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import { consumer, readTestFile, systemOf } from "./boards.js";
import { board, device } from "./small-board.js";

const POSTED = { kernel: kernelOf("7.3+iommu-ranges") };
const RELEASED = { kernel: kernelOf("7.3") };

const hex = ({ start, length }: { start: bigint; length: bigint }): string =>
  `${start.toString(16)}-${(start + length - 1n).toString(16)}`;

const kept = (source: string, id: string, plan: string | null = null) =>
  consumer(systemOf(source, plan, POSTED), id)
    .reservations.filter(({ type }) => type !== "msi")
    .map(hex);

const ranged = (ranges: string, more = "") => board(device("d", `iommu-ranges = ${ranges}; ${more}`));
const ID = "/d@c100000";

describe("with the series", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "below, between and above",
      "<0 0x10000000 0 0x1000>, <0 0x20000000 0 0x1000>",
      ["0-fffffff", "10001000-1fffffff", "20001000-ffffffffffffffff"],
    ],
    [
      "in any order, overlapping",
      "<0 0x20000000 0 0x2000>, <0 0x10000000 0 0x10001000>",
      ["0-fffffff", "20002000-ffffffffffffffff"],
    ],
    [
      "to the byte; a page that two ranges share is whole",
      "<0 0x10000000 0 0x800>, <0 0x10000800 0 0x800>",
      ["0-fffffff", "10001000-ffffffffffffffff"],
    ],
    ["from 0 up to the last address", "<0 0 0xffffffff 0xffffffff>", ["ffffffffffffffff-ffffffffffffffff"]],
    [
      "nothing of no bytes, nothing that ends beyond 2^64",
      "<0 0x1000 0 0>, <0xffffffff 0 2 0>, <0 0 0x1 0>",
      ["100000000-ffffffffffffffff"],
    ],
    ["unrestricted where none is left", "<0 0x1000 0 0>", []],
    ["half a pair is none", "<0 0x10000000 0>", []],
  ])("%s", (_, ranges, reserved) => expect(kept(ranged(ranges), ID)).toEqual(reserved));

  test("the allocator's granules are rounded outward", () => {
    const { domain } = consumer(systemOf(ranged("<0 0x10000800 0 0x1000>"), null, POSTED), ID);
    expect(domain.allocator.map(({ start, end }) => [start, end])).toEqual([
      [0n, 0x10001000n],
      [0x10001000n, 1n << 64n],
    ]);
  });

  test("reading stops at the first that does not translate; those before count, and an error is logged", () => {
    const source = board(
      `bus@0 { #address-cells = <2>; #size-cells = <2>; ranges; dma-ranges = <0 0 0 0 0 0x80000000>;
       ${device("d", "iommu-ranges = <0 0 0 0x1000000>, <0 0x90000000 0 0x1000>, <0 0x2000000 0 0x1000>;")} };`,
    );
    const system = systemOf(source, null, POSTED);
    expect(kept(source, "/bus@0/d@c100000")).toEqual(["1000000-ffffffffffffffff"]);
    expect(system.messages.map(({ kind, severity }) => [kind, severity])).toEqual([["remark", "error"]]);
  });

  test("runtime children inherit it with the node, not with streams alone", () => {
    const source = ranged("<0 0x10000000 0 0x10000000>");
    const plan = `version: 1
devices: [{ node: "&d", dma: false, children: [{ name: a }, { name: b, inherits: streams }] }]`;
    expect(kept(source, `${ID}#a`, plan)).toEqual(["0-fffffff", "20000000-ffffffffffffffff"]);
    expect(kept(source, `${ID}#b`, plan)).toEqual([]);
    const { reservations } = consumer(systemOf(source, plan, POSTED), `${ID}#a`);
    expect(reservations.at(-1)?.origin).toMatchObject({ kind: "iommu-ranges", inheritedFrom: ID });
    expect(consumer(systemOf(source, plan, RELEASED), `${ID}#a`).promised?.below4G).toBe(0x10000000n);
    expect(consumer(systemOf(source, plan, RELEASED), `${ID}#b`).promised).toBeNull();
  });

  test("comes behind the regions of memory-region, of which only direct ones are left", () => {
    const source = board(
      device("d", "iommu-ranges = <0 0 0x1 0>; memory-region = <&hole>, <&fb>, <&moved>;"),
      `hole: hole { iommu-addresses = <&d 0 0 0 0x10000000>; };
       fb: fb@50000000 { reg = <0 0x50000000 0 0x1000>; iommu-addresses = <&d 0 0x50000000 0 0x1000>; };
       moved: m@51000000 { reg = <0 0x51000000 0 0x1000>; iommu-addresses = <&d 0 0x60000000 0 0x1000>; };`,
    );
    expect(kept(source, ID)).toEqual(["50000000-50000fff", "100000000-ffffffffffffffff"]);
    // What must be kept from it is so whoever keeps it.
    expect(consumer(systemOf(source, null, POSTED), ID).need?.ranges.size).toBe(0x10000000n - 0x1000n + 0x2000n);
  });

  test("a driver that reads no regions reads no ranges", () => {
    const source = ranged("<0 0x10000000 0 0x1000>").replace("arm,smmu-v3", "rockchip,iommu");
    expect(kept(source, ID)).toEqual([]);
  });
});

test("a release reserves nothing, needs what is promised, and says what the series would give", () => {
  const { reservations, usable, promised, need } = consumer(
    systemOf(ranged("<0 0x10000000 0 0x10000000>"), null, RELEASED),
    ID,
  );
  expect(reservations.map(({ type }) => type)).toEqual(["msi"]);
  expect(usable.below4G).toBe((1n << 32n) - 0x1000n);
  expect(promised?.ranges).toEqual([{ start: 0x10000000n, end: 0x20000000n }]);
  expect(need?.ranges.size).toBe((1n << 32n) - 0x1000n - 0x10000000n);
});

/** Public reports of 2026: usable below 4 GiB on the release, promised, and with the series. */
test.each<[string, bigint, bigint]>([
  // Its only range is in no window of the bus, so the series closes nothing.
  ["r11-iommu-ranges-outside-dma-ranges", 3_758_092_288n, 3_758_092_288n],
  // Moved to 0x90000000 on the parent's side, while the bus ends at 0x3fffffff.
  ["r12-iommu-ranges-shifted", 1_073_737_728n, 0n],
  ["r13-codec-sub-nodes-2026", 3_758_092_288n, 3_128_950_784n],
])("%s", (name, released, posted) => {
  const source = readTestFile(`reports/${name}.dts`);
  const id = "/soc@0/video-codec@aa00000/non-pixel";
  const now = systemOf(source, null, RELEASED);
  expect(consumer(now, id).usable.below4G).toBe(released);
  expect(consumer(now, id).promised?.below4G).toBe(posted);
  expect(consumer(systemOf(source, null, POSTED), id).usable.below4G).toBe(posted);
  expect(now.consumers.map((c) => c.path)).not.toContain("/soc@0/video-codec@aa00000");
});
