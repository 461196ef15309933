import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { range } from "../../src/base/range.js";
import { GiB, KiB, MiB } from "../../src/base/units.js";
import type { LayoutId } from "../../src/layout/engine/model.js";
import { layouts } from "../../src/layout/engine/registry.js";
import { evaluate, type MemberSketch, mib, shortfalls, wastes } from "./board.js";

const A = 360710144n;
const B = 92274688n;

const member = (name: string, end: number, more: Partial<MemberSketch> = {}): MemberSketch => ({
  name,
  need: [mib(0, end)],
  ...more,
});

/** The example of the issue: three children that need the lowest 256, 512 and 600 MiB kept free. */
const three = (more: Partial<MemberSketch> = {}) => ({
  members: [member("a", 256, more), member("b", 512, more), member("c", 600, more)],
});

describe("the registry", () => {
  it("has one file for each layout, named after its id", () => {
    const folder = new URL("../../src/layout/", import.meta.url);
    const files = readdirSync(folder).filter((f) => f.endsWith(".ts"));
    expect(layouts.map((l) => `${l.id}.ts`).sort()).toEqual(files.sort());
    for (const { id } of layouts) {
      expect(readFileSync(new URL(`${id}.ts`, folder), "utf8")).toContain(`id: "${id}"`);
    }
  });
});

describe("three children that need 256, 512 and 600 MiB kept free", () => {
  it.each<[LayoutId, readonly bigint[]]>([
    ["shared", [A, B, 0n]],
    ["runtime", [0n, 0n, 0n]],
    ["child-nodes", [0n, 0n, 0n]],
    ["iommu-ranges", [0n, 0n, 0n]],
  ])("%s", (id, waste) => {
    const result = evaluate(id, three());
    expect(wastes(result)).toEqual(waste);
    expect(shortfalls(result)).toEqual([0n, 0n, 0n]);
    expect(result.waste).toBe(waste.reduce((a, b) => a + b, 0n));
    expect(result).toMatchObject({ safe: true, exhausted: false, unknownNeeds: 0, defeatedByGroups: false, notes: [] });
  });

  it("as written, with the largest on the parent, wastes as shared does", () => {
    const result = evaluate("as-written", three({ reserved: [mib(0, 600)] }));
    expect(wastes(result)).toEqual([A, B, 0n]);
    expect(result.waste).toBe(452984832n);
  });

  it("as written, with nothing on the parent, is unsafe by all but page 0", () => {
    const result = evaluate("as-written", three());
    expect(shortfalls(result)).toEqual([256n * MiB - 4096n, 512n * MiB - 4096n, 600n * MiB - 4096n]);
    expect(result.safe).toBe(false);
  });

  it("dma-window keeps the low part closed up to 6.9 and opens it from 6.10", () => {
    const old = evaluate("dma-window", { ...three(), kernelVersion: "6.9" });
    expect([old.waste, old.shortfall, old.safe]).toEqual([0n, 0n, true]);
    const now = evaluate("dma-window", { ...three(), kernelVersion: "6.10" });
    expect(shortfalls(now)).toEqual([256n * MiB - 4096n, 512n * MiB - 4096n, 600n * MiB - 4096n]);
    expect(now.safe).toBe(false);
    expect(now.notes).toEqual([
      "Linux 6.10 enforces only the top of dma-ranges: addresses below the window stay usable for a, b and c",
    ]);
  });
});

describe("what a layout leaves", () => {
  it("is clipped to reach, and never counts page 0", () => {
    const [a] = evaluate("child-nodes", {
      members: [{ name: "a", need: [mib(0, 1), range(3n * GiB, 1n << 64n)] }],
    }).consumers;
    expect(a).toMatchObject({ need: MiB - 4096n + GiB, reserved: MiB - 4096n + GiB, waste: 0n, shortfall: 0n });
    expect(a?.usable).toMatchObject({
      bytes: 3n * GiB - MiB,
      below4G: 3n * GiB - MiB,
      blocks: 1,
      largestBlock: 3n * GiB - MiB,
    });
    // More than 1 GiB is aligned to 2 GiB or more, and nothing of that size begins at 2 GiB.
    expect(a?.usable.largestAligned).toBe(GiB);
  });

  it.each([4n * KiB, 16n * KiB, 64n * KiB])("rounds outward to granules of %d, and says what that costs", (granule) => {
    const need = [range(MiB + 1n, MiB + 2n), range(4n * MiB, 4n * MiB + granule)];
    for (const id of ["shared", "runtime", "child-nodes", "iommu-ranges"] as const) {
      const [a] = evaluate(id, { members: [{ name: "a", need }], granule }).consumers;
      expect(a).toMatchObject({
        need: granule + 1n,
        reserved: 2n * granule,
        waste: granule - 1n,
        roundingLoss: granule - 1n,
        shortfall: 0n,
      });
    }
  });

  it("is figured above 4 GiB as well as below", () => {
    const reach = range(4096n, 1n << 48n);
    const need = [range(0n, GiB), range(8n * GiB, 1n << 48n)];
    const wide = { name: "wide", need, reach };
    const [a] = evaluate("child-nodes", { members: [wide] }).consumers;
    expect(a).toMatchObject({ waste: 0n, shortfall: 0n });
    expect(a?.usable).toMatchObject({ bytes: 7n * GiB, below4G: 3n * GiB, blocks: 1, largestAligned: 4n * GiB });
  });

  it("may be nothing: such a layout is exhausted", () => {
    const all = { name: "all", need: [range(0n, 1n << 32n)] };
    const none = { name: "none", need: [] };
    const shared = evaluate("shared", { members: [all, none] });
    expect(shared).toMatchObject({ exhausted: true, safe: true, waste: 4n * GiB - 4096n });
    const own = evaluate("child-nodes", { members: [none] });
    expect(own).toMatchObject({ exhausted: false, safe: true, waste: 0n });
  });

  it("leaves unknown needs out of the sums and is not called safe", () => {
    const result = evaluate("shared", { members: [member("a", 256), { name: "b", need: null }] });
    expect(result).toMatchObject({ safe: false, unknownNeeds: 1, waste: 0n, shortfall: 0n });
    expect(result.consumers[1]).toMatchObject({ need: null, waste: null, shortfall: null, roundingLoss: null });
    const unknown = evaluate("as-written", { members: [{ name: "a", need: null }] });
    expect(unknown).toMatchObject({ safe: false, unknownNeeds: 1, waste: null, shortfall: null });
  });

  it("counts what the IOMMU's driver takes as neither need nor waste", () => {
    const base = [mib(128, 129)];
    const sketch = { members: [member("a", 256, { base }), member("b", 64, { base })] };
    const shared = evaluate("shared", sketch);
    // Of the 192 MiB that b does not need, 1 MiB is the driver's.
    expect(wastes(shared)).toEqual([0n, 191n * MiB]);
    expect(shared.consumers.map((c) => c.need)).toEqual([255n * MiB - 4096n, 64n * MiB - 4096n]);
    expect(shared.consumers.map((c) => c.usable.bytes)).toEqual([3840n * MiB, 3840n * MiB]);
    expect(evaluate("child-nodes", sketch).consumers.map((c) => c.usable.bytes)).toEqual([
      3840n * MiB,
      4032n * MiB - MiB,
    ]);
  });

  it("takes needs that overlap, touch or repeat for what they come to", () => {
    const need = [mib(0, 256), mib(256, 512), mib(100, 300), mib(0, 256), mib(1024, 1025)];
    for (const id of ["shared", "runtime", "child-nodes", "iommu-ranges"] as const) {
      const [a] = evaluate(id, { members: [{ name: "a", need }] }).consumers;
      expect(a).toMatchObject({ need: 513n * MiB - 4096n, reserved: 513n * MiB - 4096n, waste: 0n, shortfall: 0n });
      expect(a?.usable.blocks).toBe(2);
    }
  });
});

describe("members that share a domain", () => {
  const pair = (first: string, second: string) => ({
    members: [
      { name: first, need: [mib(3584, 4096)], group: "g0" },
      { name: second, need: [mib(0, 600), mib(3584, 4096)], group: "g0" },
    ],
  });

  it("get their union at run time", () => {
    const result = evaluate("runtime", pair("pixel", "non-pixel"));
    expect(wastes(result)).toEqual([600n * MiB - 4096n, 0n]);
    expect(result).toMatchObject({ safe: true, defeatedByGroups: true });
    expect(result.notes).toEqual([
      "pixel and non-pixel share one domain (g0): a range that one reserves at run time is lost to all",
    ]);
  });

  it("get only what the first one's node says", () => {
    for (const id of ["child-nodes", "iommu-ranges"] as const) {
      const result = evaluate(id, pair("pixel", "non-pixel"));
      expect(shortfalls(result)).toEqual([0n, 600n * MiB - 4096n]);
      expect(result).toMatchObject({ safe: false, defeatedByGroups: true });
      expect(result.notes).toEqual([
        "pixel and non-pixel share one domain (g0): of their reservations in the device tree only those of pixel count, which sets up the domain",
      ]);
    }
  });

  it("are not harmed by what is the same for all", () => {
    const result = evaluate("shared", pair("pixel", "non-pixel"));
    expect(result).toMatchObject({ safe: true, defeatedByGroups: false, notes: [] });
    expect(wastes(result)).toEqual([600n * MiB - 4096n, 0n]);
  });

  it("lose their reservations to a first member outside the family, save at run time", () => {
    const outside = {
      name: "x",
      need: null,
      group: "g0",
      kind: "node",
      outside: true,
      reserved: [mib(64, 128)],
    } as const;
    const sketch = { members: [outside, member("a", 64, { group: "g0" })] };
    const shared = evaluate("shared", sketch);
    expect(shared).toMatchObject({
      safe: false,
      shortfall: 64n * MiB - 4096n,
      waste: 64n * MiB,
      defeatedByGroups: true,
    });
    const runtime = evaluate("runtime", sketch);
    expect(runtime).toMatchObject({ safe: true, shortfall: 0n, waste: 64n * MiB, defeatedByGroups: true });
    expect(runtime.notes[0]).toMatch(/^a and \/soc\/other@2000 share one domain \(g0\)/);
  });

  it("is said of a member that Linux leaves without a group", () => {
    const sketch = { members: [member("a", 256, { group: null })] };
    expect(evaluate("runtime", sketch)).toMatchObject({ safe: true, waste: 0n, notes: [] });
    const result = evaluate("as-written", sketch);
    expect(result.notes).toEqual([
      "a has no domain (its stream id is taken): the figures are as if it were attached alone",
    ]);
  });

  it("with windows that begin elsewhere: the later is refused up to 6.9", () => {
    const sketch = {
      members: [member("a", 256, { group: "g0" }), member("b", 512, { group: "g0" })],
      kernelVersion: "6.6",
    };
    const result = evaluate("dma-window", sketch);
    expect(result).toMatchObject({ exhausted: true, defeatedByGroups: true });
    expect(result.consumers.map((c) => c.usable.bytes)).toEqual([3840n * MiB, 0n]);
    expect(result.notes).toEqual(["Linux gives b no DMA domain: its window does not begin where that of a does"]);
  });
});

describe("children that take streams, not the node", () => {
  const sketch = { members: [member("a", 256), member("b", 512, { inherits: "streams" })] };

  it("receive nothing of what the parent reserves", () => {
    const result = evaluate("shared", sketch);
    expect(shortfalls(result)).toEqual([0n, 512n * MiB - 4096n]);
    expect(result.safe).toBe(false);
    expect(result.notes).toEqual(["b gets nothing that is written on /soc/codec@1000: it does not use that node"]);
  });

  it("have their whole need written at run time, or on nodes of their own", () => {
    for (const id of ["runtime", "child-nodes", "iommu-ranges"] as const) {
      expect(evaluate(id, sketch)).toMatchObject({ safe: true, waste: 0n, shortfall: 0n });
    }
  });
});

describe("what stands in a layout's way", () => {
  it.each([
    ["lazy", "the domain is lazily flushed, and the call takes plain DMA domains only"],
    ["passthrough", "the device has an identity domain"],
  ] as const)("the proposed call is refused in %s mode", (iommuMode, why) => {
    const result = evaluate("runtime", { ...three(), iommuMode });
    // What all need, 256 MiB, stands on the parent.
    expect(shortfalls(result)).toEqual([0n, 256n * MiB, 344n * MiB]);
    expect(result.safe).toBe(false);
    expect(result.notes).toEqual([`the calls of b and c would return ENODEV: ${why}`]);
  });

  it("an identity domain translates nothing, which is said once", () => {
    const sketch = { ...three(), iommuMode: "passthrough" } as const;
    expect(evaluate("as-written", sketch).notes).toEqual([
      "DMA of a, b and c is not translated (identity domain): the figures are for a DMA domain",
    ]);
    expect(evaluate("shared", sketch).notes).toEqual([]);
  });

  it("an IOMMU driver that does not read iommu-addresses leaves only calls and iommu-ranges", () => {
    const sketch = three({ honours: false });
    expect(evaluate("shared", sketch)).toMatchObject({ safe: false, waste: 0n });
    expect(evaluate("child-nodes", sketch).safe).toBe(false);
    expect(evaluate("runtime", sketch)).toMatchObject({ safe: true, waste: 0n });
    expect(evaluate("iommu-ranges", sketch)).toMatchObject({ safe: true, waste: 0n });
    expect(evaluate("shared", sketch).notes).toEqual([
      "iommu-addresses have no effect: the IOMMU's driver in Linux 6.12 ignores them",
    ]);
  });

  it("a bus with #size-cells 0 cannot say a range", () => {
    const device = { "#address-cells": [1], "#size-cells": [0] };
    const nodes = evaluate("child-nodes", { ...three(), device });
    expect(nodes.safe).toBe(false);
    expect(shortfalls(nodes)).toEqual([256n * MiB - 4096n, 512n * MiB - 4096n, 600n * MiB - 4096n]);
    expect(nodes.notes[0]).toBe(
      "0x00001000-0x0fffffff cannot be written for a: its bus has 1 address and 0 size cells",
    );
    const ranges = evaluate("iommu-ranges", { ...three(), device });
    // Without an entry that can be read, Linux with the series reserves nothing.
    expect(ranges).toMatchObject({ safe: false, exhausted: false, shortfall: 1368n * MiB - 3n * 4096n });
    expect(ranges.notes.at(-1)).toBe(
      "no iommu-ranges entry can be written for a, b and c, and without one nothing is reserved",
    );
  });

  it("one cell each says every 32-bit range, and none that begins above", () => {
    const bus = { "#address-cells": [1], "#size-cells": [1] };
    const reach = range(4096n, 1n << 36n);
    const low = evaluate("shared", { members: [{ name: "a", need: [range(0n, 1n << 32n)], reach }], bus });
    expect(low).toMatchObject({ safe: true, waste: 0n });
    const high = evaluate("shared", { members: [{ name: "a", need: [range(8n * GiB, 9n * GiB)], reach }], bus });
    expect(high).toMatchObject({ safe: false, shortfall: GiB });
  });

  it("dma-ranges that move addresses: a reservation can only begin where a window leads", () => {
    // Bus addresses 0-1 GiB are CPU addresses 2-3 GiB; what Linux reserves is the latter.
    const bus = { "dma-ranges": [0, 0, 0, 0x80000000, 0, 0x40000000] };
    const inside = evaluate("shared", { members: [{ name: "a", need: [mib(2048, 2304)] }], bus });
    expect(inside).toMatchObject({ safe: true, waste: 0n });
    const across = evaluate("shared", { members: [{ name: "a", need: [mib(1024, 2304)] }], bus });
    expect(across).toMatchObject({ safe: false, shortfall: GiB });
    expect(across.notes[0]).toContain("and its dma-ranges move the addresses");
  });

  it("asks for what it uses", () => {
    const asks = (id: LayoutId, sketch = three()) => evaluate(id, sketch).requires;
    const released = { status: "released", since: "6.3", behaviour: "readsIommuAddresses" };
    expect(asks("as-written")).toEqual({
      kernel: { status: "any" },
      ownStreams: false,
      deviceTreeChange: false,
      driverChange: false,
    });
    expect(asks("as-written", three({ reserved: [mib(0, 1)] })).kernel).toEqual(released);
    expect(asks("as-written", three({ runtime: [mib(0, 1)] })).kernel.status).toBe("under-review");
    expect(asks("shared")).toEqual({
      kernel: released,
      ownStreams: false,
      deviceTreeChange: true,
      driverChange: false,
    });
    expect(asks("shared", three({ kind: "child-node" })).driverChange).toBe(true);
    expect(asks("shared", three({ reserved: [mib(0, 600)] })).deviceTreeChange).toBe(false);
    expect(asks("runtime")).toMatchObject({
      kernel: { what: "dma_iova_set_resv_region()" },
      ownStreams: true,
      driverChange: true,
    });
    expect(asks("child-nodes")).toEqual({
      kernel: released,
      ownStreams: true,
      deviceTreeChange: true,
      driverChange: true,
    });
    expect(asks("child-nodes", three({ kind: "child-node" })).driverChange).toBe(false);
    expect(asks("iommu-ranges").kernel).toEqual({
      status: "under-review",
      what: "iommu-ranges",
      behaviour: "readsIommuRanges",
    });
    expect(asks("dma-window").kernel).toEqual({
      status: "released",
      since: "5.5",
      behaviour: "limitsByBusDmaLimit",
    });
  });
});

describe("dma-window", () => {
  it("takes the largest block that the needs leave, the lowest of equals", () => {
    const sketch = { members: [{ name: "a", need: [mib(0, 512), mib(1024, 1536), mib(3584, 4096)] }] };
    const { consumers } = evaluate("dma-window", { ...sketch, kernelVersion: "6.9" });
    expect(consumers[0]?.usable.ranges).toEqual([mib(1536, 3584)]);
    expect(consumers[0]).toMatchObject({ waste: 512n * MiB, shortfall: 0n, roundingLoss: 0n });
    const halves = {
      members: [{ name: "a", need: [mib(0, 1), mib(2048, 2049), mib(4095, 4096)] }],
      kernelVersion: "6.9",
    };
    expect(evaluate("dma-window", halves).consumers[0]?.usable.ranges).toEqual([mib(1, 2048)]);
  });

  it("closes both ends for PCI at every release, and costs the window's first granule", () => {
    const sketch = { members: [{ name: "f", kind: "pci-function", need: [mib(0, 256), mib(3584, 4096)] } as const] };
    const result = evaluate("dma-window", { ...sketch, kernelVersion: "6.12" });
    expect(result.consumers[0]).toMatchObject({ shortfall: 0n, waste: 4096n, roundingLoss: 4096n });
  });
});
