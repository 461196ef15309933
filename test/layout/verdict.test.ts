import { describe, expect, it } from "vitest";
import { range } from "../../src/base/range.js";
import { evaluateLayouts } from "../../src/layout/engine/evaluate.js";
import { layouts } from "../../src/layout/engine/registry.js";
import { type BoardSketch, board, mib } from "./board.js";

const verdict = (sketch: BoardSketch) => {
  const [family] = evaluateLayouts(board(sketch).system);
  expect(family?.layouts.map((l) => l.id)).toEqual(layouts.map((l) => l.id));
  return family?.verdict;
};

const a = { name: "a", need: [mib(0, 256)] };
const b = { name: "b", need: [mib(0, 512)] };

describe("the verdict", () => {
  it("takes the least waste, and of equals what asks for least", () => {
    expect(verdict({ members: [a, b] })).toEqual({
      now: "child-nodes",
      later: null,
      best: "child-nodes",
      recommended: "child-nodes",
      unsafeToday: true,
      reason: "as-written is unsafe, with a shortfall of ~767.99 MiB; child-nodes is safe and wastes 0 B",
    });
    // What stands in the device tree comes before what a driver must get at run time.
    expect(verdict({ members: [a, b], kernelVersion: "7.3" })).toMatchObject({ now: "child-nodes", later: null });
  });

  it("leaves a board alone that is right already", () => {
    const right = [
      { ...a, reserved: a.need },
      { ...b, reserved: b.need },
    ];
    expect(verdict({ members: right })).toMatchObject({ now: "as-written", best: "as-written" });
    expect(verdict({ members: [{ name: "a", need: [] }] })).toMatchObject({ now: "as-written", best: "as-written" });
  });

  it("says what stands in the way of the best", () => {
    const streams = { ...b, inherits: "streams" } as const;
    const device = { "#address-cells": [1], "#size-cells": [0] };
    const needs616 = "runtime-alloc is safe and wastes 0 B, but requires Linux 6.16, and this is 6.12";
    expect(verdict({ members: [a, streams], device, kernelVersion: "6.12" })).toMatchObject({
      now: null,
      later: "runtime-alloc",
      best: "runtime-alloc",
      recommended: "runtime-alloc",
      reason: `as-written is unsafe, with a shortfall of ~767.99 MiB; ${needs616}`,
    });
    expect(verdict({ members: [a, b], device })).toMatchObject({
      now: "shared",
      later: "runtime-alloc",
      best: "runtime-alloc",
      recommended: "shared",
      reason: `as-written is unsafe, with a shortfall of ~767.99 MiB; shared is safe and wastes 256 MiB; ${needs616}`,
    });
    expect(verdict({ members: [a, b], device, kernelVersion: "6.16" })).toMatchObject({
      now: "runtime-alloc",
      later: null,
      best: "runtime-alloc",
    });
  });

  it("asks for the kernel that reads iommu-addresses", () => {
    // The figures of 6.1 show iommu-addresses without effect: the windows of dma-ranges are what is left.
    const old = { members: [{ ...a, honours: false }], kernelVersion: "6.1" };
    expect(verdict(old)).toMatchObject({ now: "dma-window", best: "dma-window" });
    expect(verdict({ ...old, kernelVersion: "5.4" })).toMatchObject({
      now: null,
      later: "dma-window",
      best: "dma-window",
      reason:
        "as-written is unsafe, with a shortfall of 256 MiB − 4 KiB; dma-window is safe and wastes 0 B, but requires Linux 5.5, and this is 5.4",
    });
  });

  it("never recommends a layout that leaves a member nothing", () => {
    const everything = { name: "all", need: [range(0n, 1n << 32n)] };
    expect(verdict({ members: [everything] })).toMatchObject({
      now: null,
      best: null,
      recommended: null,
      reason:
        "as-written is unsafe, with a shortfall of 4 GiB − 4 KiB; every safe layout leaves some member no usable space",
    });
  });

  it("says when nothing is safe, and when nobody knows", () => {
    const bus = { "#address-cells": [1], "#size-cells": [0] };
    const lazy = { members: [a], bus, iommuMode: "lazy" } as const;
    expect(verdict({ ...lazy, device: bus })?.now).toBeNull();
    expect(verdict({ members: [a, { name: "b", need: null }] })).toMatchObject({
      now: null,
      best: null,
      reason:
        "as-written is unsafe, with a shortfall of 256 MiB − 4 KiB; the needs of 1 are unknown: state them in a plan file",
    });
  });

  it("names posted work last, and iommu-ranges only where it was asked for", () => {
    // Two members in one group, whose holes overlap: the second cannot allocate what the first has.
    const shared = [
      { ...a, group: "g0", inherits: "streams" as const },
      { name: "b", need: [mib(128, 512)], group: "g0", inherits: "streams" as const },
    ];
    const device = { "#address-cells": [1], "#size-cells": [0] };
    expect(verdict({ members: shared, device, kernelVersion: "7.3" })).toMatchObject({
      now: null,
      later: null,
      best: "runtime",
      recommended: "runtime",
    });
    // Every hole without reg is gone on such a kernel, and the property is what it reads instead.
    const asked = verdict({ members: [a, b], kernelVersion: "7.3+iommu-ranges" });
    expect(asked).toMatchObject({ now: "iommu-ranges", best: "iommu-ranges" });
  });

  it("does not depend on the order of its input beyond the registry's", () => {
    const sketch = { members: [a, b] };
    expect(verdict(sketch)).toEqual(verdict({ members: [b, a] }));
  });
});
