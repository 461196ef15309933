import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reservation, ReservationType, ReservedRegion } from "../../src/system/model.js";
import { reservedRegions } from "../../src/system/sysfs.js";
import { systemOf } from "./boards.js";
import { board, device } from "./small-board.js";

const region = (start: bigint, length: bigint, type: ReservationType = "reserved"): Reservation => ({
  start,
  length,
  type,
  origin: { kind: "iommu-driver", what: "a test" },
  inAllocator: true,
});

const listed = (...regions: readonly Reservation[]): readonly string[] =>
  reservedRegions(regions).map(({ start, last, type }) => `${start.toString(16)}-${last.toString(16)} ${type}`);

test("a region that ends at 2^64 - 1 takes in the others of its start only when it comes last", () => {
  const whole = region(0x1000n, 2n ** 64n - 0x1000n);
  const small = region(0x1000n, 0x10000n);
  expect(listed(small, whole)).toEqual(["1000-ffffffffffffffff reserved", "1000-10fff reserved"]);
  expect(listed(whole, small)).toEqual(["1000-ffffffffffffffff reserved"]);
});

test("types stay apart, direct before reserved before msi", () => {
  expect(listed(region(0n, 16n, "msi"), region(0n, 16n), region(8n, 16n, "direct"), region(0n, 8n, "direct"))).toEqual([
    "0-17 direct",
    "0-f reserved",
    "0-f msi",
  ]);
});

test("a region that memory-region names twice is read twice", () => {
  const top = "iommu-addresses = <&d 0x0 0x1000 0xffffffff 0xfffff000>;";
  const lines = (names: string) => {
    const system = systemOf(board(device("d", `memory-region = ${names};`), `r: r { ${top} };`));
    return system.groups[0]?.reservedRegions.filter(({ type }) => type === "reserved").map(({ last }) => last);
  };
  expect(lines("<&r>")).toEqual([2n ** 64n - 1n]);
  expect(lines("<&r>, <&r>")).toEqual([2n ** 64n - 1n, 2n ** 64n - 1n]);
});

/** The kernel's way, step by step: put in before what starts there or later, then one pass that merges upward. */
function oneByOne(regions: readonly Reservation[]): readonly ReservedRegion[] {
  const rank = (type: ReservationType) => ["direct", "reserved", "msi"].indexOf(type);
  let list: ReservedRegion[] = [];
  for (const { start, length, type } of regions) {
    const added = { start, last: BigInt.asUintN(64, start + length - 1n), type };
    const at = list.findIndex((r) => r.start > start || (r.start === start && rank(r.type) >= rank(type)));
    list.splice(at < 0 ? list.length : at, 0, added);
    const passed: ReservedRegion[] = [];
    for (const next of list) {
      const under = passed.findLastIndex((r) => r.type === next.type);
      const top = next.type === type ? passed[under] : undefined;
      if (top === undefined || next.start > BigInt.asUintN(64, top.last + 1n)) passed.push(next);
      else passed[under] = { ...top, last: next.last > top.last ? next.last : top.last };
    }
    list = passed;
  }
  return list;
}

test("any regions in any order come out as the kernel's list has them", () => {
  const address = fc.oneof(fc.bigInt({ min: 0n, max: 40n }), fc.bigInt({ min: 2n ** 64n - 20n, max: 2n ** 64n - 1n }));
  const any = fc.record({
    start: address,
    length: fc.oneof(fc.bigInt({ min: 0n, max: 12n }), address),
    type: fc.constantFrom<ReservationType>("direct", "reserved", "msi"),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (all) => {
      const regions = all.map(({ start, length, type }) => region(start, length, type));
      expect(reservedRegions(regions)).toEqual(oneByOne(regions));
    }),
    { numRuns: 2000 },
  );
});
