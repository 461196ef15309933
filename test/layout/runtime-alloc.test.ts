/** The rest of each need allocated at probe: figures worked out by hand. */
import { describe, expect, it } from "vitest";
import { range } from "../../src/base/range.js";
import { GiB, MiB } from "../../src/base/units.js";
import { type BoardSketch, evaluate, type MemberSketch, mib, shortfalls, wastes } from "./board.js";

const member = (name: string, start: number, end: number, more: Partial<MemberSketch> = {}): MemberSketch => ({
  name,
  need: [mib(start, end)],
  ...more,
});

const alloc = (members: readonly MemberSketch[], more: Partial<BoardSketch> = {}) =>
  evaluate("runtime-alloc", { members, kernelVersion: "6.16", ...more });

const three = (more: Partial<MemberSketch> = {}) => [
  member("a", 0, 256, more),
  member("b", 0, 512, more),
  member("c", 0, 600, more),
];

describe("members with groups of their own", () => {
  it("have just what they need", () => {
    const result = alloc(three());
    expect(result).toMatchObject({ safe: true, waste: 0n, shortfall: 0n, defeatedByGroups: false, notes: [] });
    expect(result.consumers.map((c) => c.usable.bytes)).toEqual([3840n * MiB, 3584n * MiB, 3496n * MiB]);
    expect(result.proposal?.writes.map(({ kind }) => kind)).toEqual(["device-holes", "allocations", "allocations"]);
    expect(result.requires).toEqual({
      kernel: { status: "released", since: "6.16", behaviour: "hasIovaTryAlloc" },
      ownStreams: true,
      deviceTreeChange: true,
      driverChange: true,
    });
  });

  it("also in a lazily flushed domain, but not without one to allocate from", () => {
    expect(alloc(three(), { iommuMode: "lazy" })).toMatchObject({ safe: true, waste: 0n });
    const identity = alloc(three(), { iommuMode: "passthrough" });
    expect(identity.safe).toBe(false);
    expect(shortfalls(identity)).toEqual([0n, 256n * MiB, 344n * MiB]);
    expect(identity.notes).toEqual([
      "the driver of b and c would fail to probe with ENODEV: the device has no DMA domain to allocate from",
    ]);
  });

  it("with several holes, whichever is the higher", () => {
    const holes = [mib(256, 512), mib(1024, 1280)];
    const result = alloc([{ name: "a", need: holes, inherits: "streams" }]);
    expect(result).toMatchObject({ safe: true, waste: 0n });
    expect(result.consumers[0]?.usable.ranges).toEqual([
      range(4096n, 256n * MiB),
      mib(512, 1024),
      range(1280n * MiB, 4n * GiB),
    ]);
  });

  it("with unaligned holes in one page: the pages are taken once", () => {
    const need = [range(0x10000100n, 0x10000200n), range(0x10000800n, 0x10001800n)];
    const result = alloc([{ name: "a", need, inherits: "streams" }]);
    expect(result).toMatchObject({ safe: true, waste: 0x2000n - 0x1100n });
    expect(result.consumers[0]?.roundingLoss).toBe(0x2000n - 0x1100n);
  });

  it("around what the IOMMU's driver holds, which need not be allocated", () => {
    const base = [mib(128, 129)];
    expect(alloc([member("a", 0, 256, { base, inherits: "streams" })])).toMatchObject({ safe: true, waste: 0n });
  });
});

describe("members that share a domain", () => {
  it("whose holes overlap: the later probe fails, and nothing of it is kept", () => {
    const shared = { group: "g0", inherits: "streams" } as const;
    const result = alloc([member("a", 0, 256, shared), member("b", 128, 512, shared)]);
    expect(result).toMatchObject({ safe: false, shortfall: 256n * MiB, defeatedByGroups: true });
    expect(wastes(result)).toEqual([0n, 128n * MiB - 4096n]);
    expect(result.consumers.map((c) => c.failure?.what ?? null)).toEqual([null, "probe"]);
    expect(result.notes[0]).toBe(
      "the driver of b would fail to probe with ENOMEM: the chunk at 0x08000000 of its hole is in use: nothing is free below it, and its probe fails",
    );
  });

  it("whose holes only touch: both have both", () => {
    const shared = { group: "g0", inherits: "streams" } as const;
    const result = alloc([member("a", 256, 512, shared), member("b", 0, 256, shared)]);
    expect(result).toMatchObject({ safe: true, shortfall: 0n, defeatedByGroups: true });
    expect(wastes(result)).toEqual([256n * MiB - 4096n, 256n * MiB]);
  });

  it("the second above the first: the search goes on downward from the first, and misses", () => {
    const shared = { group: "g0", inherits: "streams" } as const;
    const result = alloc([member("a", 256, 512, shared), member("b", 1024, 1152, shared)]);
    expect(result).toMatchObject({ safe: false, shortfall: 128n * MiB });
    expect(result.consumers[1]?.failure).toMatchObject({ what: "probe", result: "ENOMEM" });
  });
});

it("is what the kernel asked for must be able to do", () => {
  expect(alloc(three(), { kernelVersion: "6.12" }).requires.kernel).toMatchObject({ since: "6.16" });
});
