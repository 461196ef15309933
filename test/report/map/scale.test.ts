/** One scale for everything from a page to 2^64: held to its promises on edges at random. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positionOf, scaleOf } from "../../../src/report/map/scale.js";

const GiB = 1n << 30n;

/** Sizes of all magnitudes, as edges from 0 on. */
const anyEdges = fc
  .array(
    fc
      .tuple(fc.integer({ min: 0, max: 63 }), fc.bigInt({ min: 1n, max: 1023n }))
      .map(([bits, by]) => (by << BigInt(bits)) >> 4n),
    { minLength: 1, maxLength: 60 },
  )
  .map((sizes) => {
    const edges = [0n];
    for (const size of sizes) edges.push((edges.at(-1) ?? 0n) + (size > 0n ? size : 1n));
    return edges;
  });

const anyWidth = fc.integer({ min: 1, max: 2000 });

describe("scaleOf", () => {
  it("has both ends exact, never descends, and gives every interval the least width where there is room", () => {
    fc.assert(
      fc.property(anyEdges, anyWidth, fc.integer({ min: 1, max: 6 }), (edges, width, least) => {
        const { positions, intervals } = scaleOf(edges, width, Math.min(least, width));
        expect(positions).toHaveLength(edges.length);
        expect([positions[0], positions.at(-1)]).toEqual([0, width]);
        intervals.forEach((kind, i) => {
          const drawn = (positions[i + 1] ?? 0) - (positions[i] ?? 0);
          if (kind === "crowded") expect(drawn).toBe(0);
          else expect(drawn).toBeGreaterThanOrEqual(Math.min(least, width));
        });
        const hasRoom = intervals.length * Math.min(least, width) <= width;
        expect(intervals.includes("crowded")).toBe(!hasRoom);
      }),
    );
  });

  it("draws what is linear to one scale, what is widened below it and what is cut above it", () => {
    fc.assert(
      fc.property(anyEdges, anyWidth, (edges, width) => {
        const { positions, intervals, bytesPerUnit } = scaleOf(edges, width);
        intervals.forEach((kind, i) => {
          const bytes = Number((edges[i + 1] ?? 0n) - (edges[i] ?? 0n));
          const drawn = (positions[i + 1] ?? 0) - (positions[i] ?? 0);
          const exact = bytes / Number(bytesPerUnit);
          if (bytesPerUnit < 1000n) return;
          if (kind === "linear") expect(Math.abs(drawn - exact)).toBeLessThan(1.01 + exact / 500);
          if (kind === "widened") expect(exact).toBeLessThan(1.01);
          if (kind === "cut") expect(drawn).toBeLessThan(exact + 1.01);
        });
      }),
    );
  });

  it("is linear, with the first page widened, where sizes allow it", () => {
    const scale = scaleOf([0n, 0x1000n, GiB, 3n * GiB, 4n * GiB], 65);
    expect(scale.positions).toEqual([0, 1, 17, 49, 65]);
    expect(scale.intervals).toEqual(["widened", "linear", "linear", "linear"]);
    expect(scale.bytesPerUnit).toBe((4n * GiB) / 64n - 64n);
  });

  it("widens a hole of 4 KiB in 48 bits, and cuts what would leave 4 GiB no room", () => {
    const hole = scaleOf([0n, 0x1000n, 1n << 40n, (1n << 40n) + 0x1000n, 1n << 48n], 80);
    expect(hole.intervals).toEqual(["widened", "widened", "widened", "linear"]);
    const mixed = scaleOf([0n, 0x1000n, GiB / 2n, 3n * GiB, 4n * GiB, 1n << 48n], 80);
    expect(mixed.intervals).toEqual(["widened", "linear", "linear", "linear", "cut"]);
    expect(mixed.positions).toEqual([0, 1, 6, 30, 40, 80]);
  });

  it("says which intervals share an edge's position where there is no room: the smallest", () => {
    const { positions, intervals } = scaleOf([0n, 1n, 101n, 102n, 202n], 2);
    expect(intervals).toEqual(["crowded", "linear", "crowded", "linear"]);
    expect(positions).toEqual([0, 0, 1, 1, 2]);
  });
});

describe("positionOf", () => {
  it("is exact on edges and never descends between them", () => {
    fc.assert(
      fc.property(
        anyEdges,
        anyWidth,
        fc.array(fc.bigInt({ min: 0n, max: 1n << 64n }), { maxLength: 20 }),
        (edges, width, some) => {
          const scale = scaleOf(edges, width);
          edges.forEach((edge, i) => {
            if (scale.intervals[i] !== "crowded") expect(positionOf(scale, edge)).toBe(scale.positions[i]);
          });
          const sorted = [...some].sort((a, b) => (a < b ? -1 : 1));
          sorted.forEach((address, i) => {
            expect(positionOf(scale, address)).toBeGreaterThanOrEqual(positionOf(scale, sorted[i - 1] ?? 0n));
          });
        },
      ),
    );
  });
});
