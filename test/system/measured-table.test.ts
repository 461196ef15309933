/** What Linux 6.12.107 was seen to do, row by row, for the rows of which no recorded board is shipped. */
import { describe, expect, test } from "vitest";
import { kernelOf } from "../../src/kernel/kernel.js";
import type { System } from "../../src/system/model.js";
import { built, consumer, treeOf, treesOf } from "./boards.js";
import { board, device, oneRegion } from "./small-board.js";

const hex = (address: bigint): string => address.toString(16);

/** `10000000-100fffff reserved`, the software MSI window left out. */
const sysfs = (system: System, id: string): readonly string[] =>
  system.groups
    .filter((group) => group.members.includes(id))
    .flatMap((group) => group.reservedRegions)
    .filter((r) => r.type !== "msi")
    .map((r) => `${hex(r.start)}-${hex(r.last)} ${r.type}`);

const allocator = (system: System, id: string): readonly string[] =>
  consumer(system, id).domain.allocator.map((r) => `${hex(r.start)}-${hex(r.end - 1n)}`);

const texts = (system: System): readonly string[] => system.messages.map((m) => m.text);

const crash = "Linux 6.12 dereferences NULL here and does not boot";

interface Row {
  readonly row: string;
  readonly source: string;
  readonly id?: string;
  readonly sysfs: readonly string[];
  /** What the allocator avoids; the same ranges as sysfs where not given. */
  readonly allocator?: readonly string[];
  /** Of a one-page mapping with a 32-bit mask; the top page where not given. */
  readonly firstPage?: bigint | null;
  /** Parts of the messages, in order; none where not given. */
  readonly messages?: readonly string[];
}

/** A device on a bus with own cells and `dma-ranges`. */
const onBus = (bus: string, regions: string, more = ""): string =>
  board(
    `bus: bus@c000000 { compatible = "simple-bus"; ranges; ${bus}
      d: d@c100000 { reg = <0xc100000 0x1000>; iommus = <&smmu 0x1>; memory-region = <&r>; ${more} };
    };`,
    regions,
  );
const narrow = "#address-cells = <1>; #size-cells = <1>;";
const toTwoGiB = `${narrow} dma-ranges = <0x0 0x0 0x80000000 0x40000000>;`;
const D = "/bus@c000000/d@c100000";

const rows: readonly Row[] = [
  {
    row: "c23c: reg and range of one byte are no identity",
    source: board(
      device("d", "memory-region = <&r>;"),
      "r: r@50f00000 { reg = <0x0 0x50f00000 0x0 0x1>; iommu-addresses = <&d 0x0 0x50f00000 0x0 0x1>; };",
    ),
    sysfs: ["50f00000-50f00000 reserved"],
    allocator: ["50f00000-50f00fff"],
  },
  {
    row: "c23d: direct at 0",
    source: board(
      device("d", "memory-region = <&r>;"),
      "r: r@0 { reg = <0x0 0x0 0x0 0x1000>; iommu-addresses = <&d 0x0 0x0 0x0 0x1000>; };",
    ),
    sysfs: ["0-fff direct"],
    allocator: ["0-fff"],
  },
  {
    row: "c23f: exactly the msi window",
    source: oneRegion("iommu-addresses = <&d 0x0 0x8000000 0x0 0x100000>;"),
    sysfs: ["8000000-80fffff reserved"],
    allocator: ["8000000-80fffff"],
  },
  {
    row: "c08a: translated to the parent, though addresses are handed out on the bus",
    source: onBus(toTwoGiB, "r: r { iommu-addresses = <&d 0x10000000 0x100000>; };"),
    id: D,
    sysfs: ["90000000-900fffff reserved"],
    allocator: ["90000000-900fffff"],
    firstPage: 0x3ffff000n,
  },
  {
    row: "c08e: reg equal to the translated range",
    source: onBus(
      toTwoGiB,
      "r: r@91000000 { reg = <0x0 0x91000000 0x0 0x100000>; iommu-addresses = <&d 0x11000000 0x100000>; };",
    ),
    id: D,
    sysfs: ["91000000-910fffff direct"],
    allocator: ["91000000-910fffff"],
    firstPage: 0x3ffff000n,
  },
  {
    row: "c08z: inside what its author meant to reserve",
    source: onBus(toTwoGiB, "r: r { iommu-addresses = <&d 0x3ff00000 0x100000>; };"),
    id: D,
    sysfs: ["bff00000-bfffffff reserved"],
    allocator: ["bff00000-bfffffff"],
    firstPage: 0x3ffff000n,
  },
  {
    row: "c08b: no dma-ranges is 1:1",
    source: onBus(narrow, "r: r { iommu-addresses = <&d 0x10000000 0x100000>; };"),
    id: D,
    sysfs: ["10000000-100fffff reserved"],
    allocator: ["10000000-100fffff"],
  },
  {
    row: "c08c: empty dma-ranges is 1:1",
    source: onBus(`${narrow} dma-ranges;`, "r: r { iommu-addresses = <&d 0x10000000 0x100000>; };"),
    id: D,
    sysfs: ["10000000-100fffff reserved"],
    allocator: ["10000000-100fffff"],
  },
  {
    row: "c08w: only the start is translated",
    source: onBus(toTwoGiB, "r: r { iommu-addresses = <&d 0x3ff00000 0x200000>; };"),
    id: D,
    sysfs: ["bff00000-c00fffff reserved"],
    allocator: ["bff00000-c00fffff"],
    firstPage: 0x3ffff000n,
  },
  {
    row: "c08v: the second of two windows",
    source: onBus(
      `${narrow} dma-ranges = <0x0 0x0 0x80000000 0x40000000>, <0x80000000 0x5 0x0 0x40000000>;`,
      "r: r { iommu-addresses = <&d 0x88000000 0x100000>; };",
    ),
    id: D,
    sysfs: ["508000000-5080fffff reserved"],
    allocator: ["508000000-5080fffff"],
    firstPage: 0xbffff000n,
  },
  {
    row: "c08x: outside every window",
    source: onBus(toTwoGiB, "r: r { iommu-addresses = <&d 0x50000000 0x100000>; };"),
    id: D,
    sysfs: [],
    firstPage: 0x3ffff000n,
    messages: ["Cannot reserve IOVA region of 0 size", crash],
  },
  {
    row: "c08s: a bus without size cells",
    source: board(
      `bus: bus@c000000 { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <0>;
        d: d@1 { reg = <0x1>; iommus = <&smmu 0x1>; memory-region = <&r>; };
      };`,
      "r: r { iommu-addresses = <&d 0x10000000>; };",
    ),
    id: "/bus@c000000/d@1",
    sysfs: [],
    messages: ["Cannot reserve IOVA region of 0 size", crash],
  },
  {
    row: "c08f: the outer of two levels translates",
    source: board(
      `outer@c000000 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
        dma-ranges = <0x0 0x0 0x1 0x0 0x0 0x80000000>;
        inner@c100000 { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
          d: d@c100000 { reg = <0xc100000 0x1000>; iommus = <&smmu 0x1>; memory-region = <&r>; };
        };
      };`,
      "r: r { iommu-addresses = <&d 0x10000000 0x100000>; };",
    ),
    id: "/outer@c000000/inner@c100000/d@c100000",
    sysfs: ["110000000-1100fffff reserved"],
    allocator: ["110000000-1100fffff"],
    firstPage: 0x7ffff000n,
  },
  {
    row: "c08g: both of two levels translate",
    source: board(
      `outer@c000000 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
        dma-ranges = <0x0 0x0 0x1 0x0 0x0 0x80000000>;
        inner@c100000 { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
          dma-ranges = <0x0 0x0 0x10000000 0x40000000>;
          d: d@c100000 { reg = <0xc100000 0x1000>; iommus = <&smmu 0x1>; memory-region = <&r>; };
        };
      };`,
      "r: r { iommu-addresses = <&d 0x10000000 0x100000>; };",
    ),
    id: "/outer@c000000/inner@c100000/d@c100000",
    sysfs: ["120000000-1200fffff reserved"],
    allocator: ["120000000-1200fffff"],
    firstPage: 0x3ffff000n,
  },
  {
    row: "c08h: 2+1 cells",
    source: board(
      `bus@c000000 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <1>; ranges;
        d: d@c100000 { reg = <0x0 0xc100000 0x1000>; iommus = <&smmu 0x1>; memory-region = <&r>; };
      };`,
      "r: r { iommu-addresses = <&d 0x1 0x10000000 0x100000>; };",
    ),
    id: D,
    sysfs: ["110000000-1100fffff reserved"],
    allocator: ["110000000-1100fffff"],
  },
  {
    row: "c08k: a bus without cells inherits those of the grandparent",
    source: board(
      `bus@c000000 { compatible = "simple-bus"; ranges;
        d: d@c100000 { reg = <0x0 0xc100000 0x0 0x1000>; iommus = <&smmu 0x1>; memory-region = <&r>; };
      };`,
      "r: r { iommu-addresses = <&d 0x0 0x10000000 0x0 0x100000>; };",
    ),
    id: D,
    sysfs: ["10000000-100fffff reserved"],
    allocator: ["10000000-100fffff"],
  },
  {
    row: "c08l: a dma-mem parent elsewhere translates",
    source: board(
      `mem: mem@c000000 { compatible = "small,memory"; #address-cells = <2>; #size-cells = <2>; #interconnect-cells = <1>;
         dma-ranges = <0x0 0x0 0x2 0x0 0x1 0x0>; };
       ${device("d", 'memory-region = <&r>; interconnects = <&mem 7>; interconnect-names = "dma-mem";')}`,
      "r: r { iommu-addresses = <&d 0x0 0x10000000 0x0 0x100000>; };",
    ),
    sysfs: ["210000000-2100fffff reserved"],
    allocator: ["210000000-2100fffff"],
  },
  {
    row: "S3: a dma-mem parent with other cell counts than the tree parent",
    source: board(
      `mem: mem@c000000 { compatible = "small,memory"; #address-cells = <1>; #size-cells = <1>; #interconnect-cells = <1>;
         dma-ranges = <0x0 0x2 0x0 0x40000000>; };
       ${device("d", 'memory-region = <&r>; interconnects = <&mem 7>; interconnect-names = "dma-mem";')}`,
      "r: r { iommu-addresses = <&d 0x10000000 0x100000>; };",
    ),
    sysfs: [],
    messages: ["Cannot reserve IOVA region of 0 size", crash],
    firstPage: 0x3ffff000n,
  },
  {
    row: "c11a: reserved above the aperture",
    source: oneRegion("iommu-addresses = <&d 0x10000 0x0 0x0 0x1000>;"),
    sysfs: ["1000000000000-1000000000fff reserved"],
    allocator: ["1000000000000-1000000000fff"],
  },
  {
    row: "c11b, c14e: up to 2^64",
    source: oneRegion("iommu-addresses = <&d 0xffffffff 0xfffff000 0x0 0x1000>;"),
    sysfs: ["fffffffffffff000-ffffffffffffffff reserved"],
    allocator: ["fffffffffffff000-ffffffffffffffff"],
  },
  {
    row: "c11c: across the end of the aperture",
    source: oneRegion("iommu-addresses = <&d 0xffff 0xfffff000 0x0 0x2000>;"),
    sysfs: ["fffffffff000-1000000000fff reserved"],
    allocator: ["fffffffff000-1000000000fff"],
  },
  {
    row: "c11e: nearly everything",
    source: oneRegion("iommu-addresses = <&d 0x0 0x0 0xffffffff 0xffffffff>;"),
    sysfs: ["0-fffffffffffffffe reserved"],
    allocator: ["0-ffffffffffffffff"],
    firstPage: null,
  },
  {
    row: "c11g: the last page below 44 bits, direct",
    source: board(
      device("d", "memory-region = <&r>;"),
      "r: r@ffffffff000 { reg = <0xfff 0xfffff000 0x0 0x1000>; iommu-addresses = <&d 0xfff 0xfffff000 0x0 0x1000>; };",
    ),
    sysfs: ["ffffffff000-fffffffffff direct"],
    allocator: ["ffffffff000-fffffffffff"],
  },
  {
    row: "c14a: past 2^64",
    source: oneRegion("iommu-addresses = <&d 0xffffffff 0xfffff000 0x0 0x2000>;"),
    sysfs: ["fffffffffffff000-fff reserved"],
  },
  {
    row: "c14b-d: a size that wraps below the start, then a good entry",
    source: oneRegion("iommu-addresses = <&d 0x0 0x20000000 0xffffffff 0xfff00000>, <&d 0x0 0x10000000 0x0 0x1000>;"),
    sysfs: ["10000000-10000fff reserved", "20000000-1fefffff reserved"],
  },
  {
    row: "c17a: three cells under 2+2 read on into the blob",
    source: oneRegion("iommu-addresses = <&d 0x0 0x10000000>; phandle = <0x3c>;"),
    sysfs: ["10000000-310000003 reserved"],
    allocator: ["10000000-310000fff"],
    firstPage: 0xffff000n,
    messages: ["reads 2 cells past the end of iommu-addresses"],
  },
  {
    row: "c17b: 1+1 cells under 2+2",
    source: oneRegion("iommu-addresses = <&d 0x10000000 0x1000>; phandle = <0x3c>;"),
    sysfs: ["1000000000001000-1000000300001003 reserved"],
    allocator: ["1000000000001000-1000000300001fff"],
    messages: ["reads 2 cells past the end of iommu-addresses"],
  },
  { row: "c17c: one byte", source: oneRegion("iommu-addresses = [01];"), sysfs: [], allocator: [] },
  {
    row: "c18: a device on the AMBA bus",
    source: board(
      device("d", 'compatible = "arm,pl031", "arm,primecell"; memory-region = <&r>;'),
      "r: r { iommu-addresses = <&d 0x0 0x10000000 0x0 0x1000>; };",
    ),
    sysfs: ["10000000-10000fff reserved"],
  },
  {
    row: "c24: a region whose reg does not translate is skipped",
    source: board(
      `${device("d", "memory-region = <&r>;")}
       c24n { #address-cells = <2>; #size-cells = <2>;
         r: c24r@50e00000 { reg = <0x0 0x50e00000 0x0 0x1000>; iommu-addresses = <&d 0x0 0x50e00000 0x0 0x1000>; }; };`,
    ),
    sysfs: [],
    messages: ["failed to parse memory region /c24n/c24r@50e00000: -22"],
  },
];

/** The kernel that was booted. */
const MEASURED = { kernel: kernelOf("6.12") };

describe.each(rows)("$row", (row) => {
  const id = row.id ?? "/d@c100000";
  describe.each(treesOf(row.source))("from $from", ({ tree }) => {
    const { system } = built(tree, null, MEASURED);

    test("sysfs", () => expect(sysfs(system, id)).toEqual(row.sysfs));
    test("allocator", () => {
      const same = row.sysfs.map((text) => text.split(" ")[0] ?? "");
      expect(allocator(system, id)).toEqual(row.allocator ?? same);
    });
    test("first page", () => {
      expect(consumer(system, id).firstPage).toBe(row.firstPage === undefined ? 0xfffff000n : row.firstPage);
    });
    test("messages", () => {
      const wanted = row.messages ?? [];
      expect(texts(system)).toHaveLength(wanted.length);
      for (const [i, part] of wanted.entries()) expect(texts(system)[i]).toContain(part);
    });
  });
});

describe("c15: 120 ranges", () => {
  const entries = Array.from({ length: 120 }, (_, i) => `<&d 0x0 ${0x10000000 + i * 0x10000} 0x0 0x1000>`);
  test("the allocator has all of them; sysfs is cut only where the file is read", () => {
    const { system } = built(treeOf(oneRegion(`iommu-addresses = ${entries.join(", ")};`)), null, MEASURED);
    expect(sysfs(system, "/d@c100000")).toHaveLength(120);
    expect(allocator(system, "/d@c100000")).toHaveLength(120);
  });
});
