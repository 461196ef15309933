import { describe, expect, it } from "vitest";
import { range } from "../../src/base/range.js";
import { evaluateLayouts } from "../../src/layout/evaluate.js";
import { layouts } from "../../src/layout/registry.js";
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
      best: "child-nodes",
      reason: "child-nodes is safe and wastes 0 B",
    });
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
    expect(verdict({ members: [a, streams], device, kernelVersion: "6.12" })).toEqual({
      now: null,
      best: "runtime",
      reason: "runtime is safe and wastes 0 B, but needs dma_iova_set_resv_region(), which no released Linux has",
    });
    expect(verdict({ members: [a, b], device })).toEqual({
      now: "shared",
      best: "runtime",
      reason:
        "shared is safe and wastes 256 MiB; runtime is safe and wastes 0 B, but needs dma_iova_set_resv_region(), which no released Linux has",
    });
  });

  it("asks for the kernel that reads iommu-addresses", () => {
    // The figures of 6.1 show iommu-addresses without effect: the windows of dma-ranges are what is left.
    const old = { members: [{ ...a, honours: false }], kernelVersion: "6.1" };
    expect(verdict(old)).toMatchObject({ now: "dma-window", best: "dma-window" });
    expect(verdict({ ...old, kernelVersion: "5.4" })).toEqual({
      now: null,
      best: "dma-window",
      reason: "dma-window is safe and wastes 0 B, but needs Linux 5.5, this is 5.4",
    });
  });

  it("never recommends a layout that leaves a member nothing", () => {
    const everything = { name: "all", need: [range(0n, 1n << 32n)] };
    expect(verdict({ members: [everything] })).toEqual({
      now: null,
      best: null,
      reason: "every safe layout leaves some member nothing at all",
    });
  });

  it("says when nothing is safe, and when nobody knows", () => {
    const bus = { "#address-cells": [1], "#size-cells": [0] };
    const lazy = { members: [a], bus, iommuMode: "lazy" } as const;
    expect(verdict({ ...lazy, device: bus })?.now).toBeNull();
    expect(verdict({ members: [a, { name: "b", need: null }] })).toEqual({
      now: null,
      best: null,
      reason: "the needs of 1 are unknown: a plan file says them",
    });
  });

  it("does not depend on the order of its input beyond the registry's", () => {
    const sketch = { members: [a, b] };
    expect(verdict(sketch)).toEqual(verdict({ members: [b, a] }));
  });
});
