/** The allocator's figures against plain set arithmetic, which knows no allocator. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Range, RangeSet, range, roundOutward } from "../../src/base/range.js";
import { FOUR_GIB } from "../../src/base/units.js";
import { evaluate } from "../../src/layout/engine/evaluate.js";
import type { LayoutConsumer, LayoutId } from "../../src/layout/engine/model.js";
import { layouts } from "../../src/layout/engine/registry.js";
import type { Consumer, System } from "../../src/system/model.js";
import { type BoardSketch, board, type MemberSketch } from "./board.js";

const SPACE = RangeSet.of([range(0n, 1n << 64n)]);

const granules = fc.constantFrom(4096n, 16384n, 65536n);

/** Ranges that meet: near one another, near granule borders, near the ends of 32-bit and wider spaces. */
const address = fc.oneof(
  fc.bigInt(0n, 1n << 20n),
  fc.bigInt(0n, 40n).map((n) => n * 65536n),
  fc.bigInt(0n, 1n << 32n),
  fc.bigInt(-70000n, 70000n).map((n) => (1n << 32n) + n),
  fc.bigInt(0n, 1n << 64n),
);
const ranges = fc
  .array(fc.tuple(address, address), { maxLength: 5 })
  .map((pairs) => pairs.map(([a, b]): Range => (a < b ? range(a, b) : range(b, a))).filter((r) => r.start < r.end));

const sketchOf = (name: string): fc.Arbitrary<MemberSketch & { bits: bigint }> =>
  fc.record(
    {
      name: fc.constant(name),
      need: fc.oneof({ weight: 8, arbitrary: ranges }, { weight: 1, arbitrary: fc.constant(null) }),
      group: fc.constantFrom("g0", "g1", `g-${name}`, `h-${name}`),
      inherits: fc.constantFrom("node", "node", "streams"),
      honours: fc.constantFrom(true, true, true, false),
      outside: fc.constantFrom(false, false, false, true),
      reserved: ranges,
      runtime: ranges,
      base: ranges.map((all) => all.slice(0, 1)),
      bits: fc.constantFrom(32n, 32n, 36n, 48n, 64n),
    },
    { requiredKeys: ["name", "need", "group", "bits"] },
  );

const boards = fc
  .record({
    members: fc.tuple(...["a", "b", "c", "d"].map(sketchOf)),
    count: fc.integer({ min: 1, max: 4 }),
    granule: granules,
    kernelVersion: fc.constantFrom("6.9", "6.12"),
  })
  .map(
    ({ members, count, granule, kernelVersion }): BoardSketch => ({
      granule,
      kernelVersion,
      members: members.slice(0, count).map(({ bits, ...m }, i) => ({
        ...m,
        // A family without members is no family.
        outside: i > 0 && m.outside === true,
        reach: range(granule, 1n << bits),
      })),
    }),
  );

interface Expected {
  readonly byNode: (m: Consumer) => RangeSet;
  readonly atRunTime: (m: Consumer, given: RangeSet) => RangeSet;
}

const nothing = RangeSet.empty;
const needIn = (m: Consumer): RangeSet => m.need?.ranges.clip(m.reach) ?? nothing;

function expectations(members: readonly Consumer[]): Readonly<Partial<Record<LayoutId, Expected>>> {
  const hears = (m: Consumer, set: RangeSet) => (m.honoursIommuAddresses ? set : nothing);
  const inherits = (m: Consumer, set: RangeSet) => (m.node === null ? nothing : hears(m, set));
  const union = members.map(needIn).reduce((a, b) => a.union(b), nothing);
  const known = members.filter((m) => m.need !== null);
  const common = known.length === 0 ? nothing : known.map(needIn).reduce((a, b) => a.intersect(b), SPACE);
  return {
    shared: { byNode: (m) => inherits(m, union), atRunTime: () => nothing },
    runtime: { byNode: (m) => inherits(m, common), atRunTime: (m, given) => needIn(m).subtract(given) },
    "runtime-alloc": { byNode: (m) => inherits(m, common), atRunTime: (m, given) => needIn(m).subtract(given) },
    "child-nodes": { byNode: (m) => hears(m, needIn(m)), atRunTime: () => nothing },
    "iommu-ranges": {
      byNode: (m) => {
        const usable = RangeSet.of([m.reach]).subtract(needIn(m));
        return needIn(m).isEmpty || usable.isEmpty ? nothing : SPACE.subtract(usable);
      },
      atRunTime: () => nothing,
    },
  };
}

/** A driver whose probe fails keeps nothing. */
const withoutAllocationsOf = (failed: readonly string[], rules: Expected | undefined): Expected | undefined =>
  rules && {
    byNode: rules.byNode,
    atRunTime: (m, given) => (failed.includes(m.id) ? nothing : rules.atRunTime(m, given)),
  };

const bytes = (of: Consumer["reservations"][number]): Range => range(of.start, of.start + of.length);

/** What the domain of `member` takes, as written, by the layout's own rules. */
function writtenFor(
  member: Consumer,
  family: readonly Consumer[],
  system: System,
  rules: Expected | undefined,
): RangeSet {
  const ids = system.groups.find((g) => g.id === member.group)?.members ?? [];
  const all = system.consumers.filter((c) => ids.includes(c.id));
  const today = (c: Consumer) => RangeSet.of(c.reservations.filter((r) => r.type !== "msi").map(bytes));
  const callsToday = (c: Consumer) =>
    RangeSet.of(c.runtimeCalls.map(({ start, length }) => range(start, start + length)));
  const isMember = (c: Consumer) => family.some((m) => m.id === c.id);
  const [first] = all;
  if (first === undefined) throw new Error("a group without members");
  const given = rules !== undefined && isMember(first) ? rules.byNode(first) : today(first);
  const calls = all.map((c) => (rules !== undefined && isMember(c) ? rules.atRunTime(c, given) : callsToday(c)));
  return calls.reduce((a, b) => a.union(b), given);
}

function check(got: LayoutConsumer, written: RangeSet, base: RangeSet, granule: bigint): void {
  const { consumer } = got;
  const reach = RangeSet.of([consumer.reach]);
  const outward = (set: RangeSet) => RangeSet.of(set.ranges.map((r) => roundOutward(r, granule)));
  const driver = outward(base);
  const reserved = outward(written).intersect(reach).subtract(driver);
  const free = reach.subtract(outward(written)).subtract(driver);
  expect(got.reserved).toBe(reserved.size);
  expect(got.usable.ranges).toEqual(free.ranges);
  expect(got.usable.bytes).toBe(free.size);
  expect(got.usable.below4G).toBe(free.clip(range(0n, FOUR_GIB)).size);
  expect(got.usable.blocks).toBe(free.ranges.length);
  expect(got.usable.largestBlock).toBe(
    free.ranges.reduce((max, r) => (r.end - r.start > max ? r.end - r.start : max), 0n),
  );
  if (consumer.need === null) {
    expect([got.need, got.waste, got.shortfall, got.roundingLoss]).toEqual([null, null, null, null]);
    return;
  }
  const need = needIn(consumer).subtract(driver);
  expect(got.need).toBe(need.size);
  expect(got.waste).toBe(reserved.subtract(need).size);
  expect(got.shortfall).toBe(need.intersect(free).size);
  expect(got.roundingLoss).toBe(reserved.subtract(need).subtract(written).size);
  expect(got.reserved + (got.shortfall ?? 0n)).toBe((got.need ?? 0n) + (got.waste ?? 0n));
}

const baseOf = (member: Consumer, system: System): RangeSet => {
  const holder = system.consumerById.get(member.domain.first) ?? member;
  return RangeSet.of(holder.reservations.filter((r) => r.type === "msi").map(bytes));
};

describe("layouts, for any needs, groups, masks and granules", () => {
  it("give what set arithmetic gives", () => {
    fc.assert(
      fc.property(boards, (sketch) => {
        const { family, system } = board(sketch);
        const rules = expectations(family.members);
        for (const layout of layouts.filter((l) => l.id !== "dma-window")) {
          const result = evaluate(layout, family, system);
          expect(result.consumers.map((c) => c.consumer.id)).toEqual(family.members.map((m) => m.id));
          for (const got of result.consumers) {
            const failed = result.consumers.flatMap(({ consumer, failure }) => (failure === null ? [] : [consumer.id]));
            const written = writtenFor(
              got.consumer,
              family.members,
              system,
              withoutAllocationsOf(failed, rules[layout.id]),
            );
            check(got, written, baseOf(got.consumer, system), got.consumer.granule);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("are called safe only when nothing that must be avoided is left open", () => {
    fc.assert(
      fc.property(boards, (sketch) => {
        const { family, system } = board(sketch);
        for (const layout of layouts) {
          const result = evaluate(layout, family, system);
          const open = result.consumers.some(({ consumer, usable }) => {
            const driver = baseOf(consumer, system);
            return !RangeSet.of(usable.ranges).intersect(needIn(consumer).subtract(driver)).isEmpty;
          });
          const unknown = family.members.some((m) => m.need === null);
          const givesUp = result.consumers.some(({ failure }) => failure?.what === "probe");
          expect(result.safe).toBe(!open && !unknown && !givesUp);
          if (result.safe) expect(result.shortfall).toBe(0n);
          expect(result.exhausted).toBe(result.consumers.some((c) => c.usable.ranges.length === 0));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("give a window that is the largest block, closed where the release closes it", () => {
    const alone = boards.map((sketch) => ({
      ...sketch,
      members: sketch.members.slice(0, 1).map(({ base: _, ...m }) => ({ ...m, outside: false, group: "own" })),
    }));
    const layout = layouts.find((l) => l.id === "dma-window");
    fc.assert(
      fc.property(alone, (sketch) => {
        const { family, system } = board(sketch);
        const [got] = layout === undefined ? [] : evaluate(layout, family, system).consumers;
        if (got === undefined) throw new Error("no figures");
        const granule = got.consumer.granule;
        const outward = RangeSet.of(needIn(got.consumer).ranges.map((r) => roundOutward(r, granule)));
        const free = RangeSet.of([got.consumer.reach]).subtract(outward);
        const window = free.ranges.reduce<Range | null>(
          (best, r) => (best === null || r.end - r.start > best.end - best.start ? r : best),
          null,
        );
        const bottom = sketch.kernelVersion === "6.9" ? window?.start : got.consumer.reach.start;
        expect(got.usable.ranges).toEqual(window === null ? [] : [range(bottom ?? 0n, window.end)]);
      }),
      { numRuns: 300 },
    );
  });
});
