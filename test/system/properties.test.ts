/** What holds for any list and any reservations. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { RangeSet, roundOutward } from "../../src/base/range.js";
import { consumer, systemOf } from "./boards.js";

const DEVICES = [1, 2, 3, 4];

/** Devices with phandles 1 to 4 on a 1+1 bus, and one list of arbitrary cells that all of them name. */
const source = (cells: readonly number[]): string => `/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;
  smmu: smmu { compatible = "arm,smmu-v3"; #iommu-cells = <1>; phandle = <100>; };
  ${DEVICES.map((n) => `d${n} { phandle = <${n}>; iommus = <100 ${n}>; memory-region = <200>; };`).join("\n")}
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    r { phandle = <200>; iommu-addresses = <${cells.join(" ")}>; }; }; };`;

/** The kernel's loop, cell by cell: one cell is a phandle; if it is the device's, the next two are its entry. */
function readAsLinux(cells: readonly number[], own: number): readonly (readonly [bigint, bigint])[] {
  const regions: (readonly [bigint, bigint])[] = [];
  let at = 0;
  while (at < cells.length) {
    if (cells[at++] !== own) continue;
    const [start = 0, length = 0] = cells.slice(at, at + 2);
    at += 2;
    if (length !== 0) regions.push([BigInt(start), BigInt(length)]);
  }
  return regions;
}

/** Often a phandle, often an address, and two cells at the end so that no entry is cut short. */
const list = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 0xffffffff })), { maxLength: 30 })
  .map((cells) => [...cells, 0x50000, 0x60000]);

test("a list is read cell by cell, whoever it names", () => {
  fc.assert(
    fc.property(list, (cells) => {
      const system = systemOf(source(cells));
      for (const own of DEVICES) {
        const ours = consumer(system, `/d${own}`).reservations.filter((r) => r.origin.kind === "iommu-addresses");
        expect(ours.map((r) => [r.start, r.length])).toEqual(readAsLinux(cells, own));
      }
    }),
    { numRuns: 200 },
  );
});

test("usable is reach less what the reservations touch, in the allocator as in set arithmetic", () => {
  fc.assert(
    fc.property(
      list,
      fc.constantFrom(4096n, 16384n, 65536n),
      fc.integer({ min: 20, max: 40 }),
      (cells, granule, bits) => {
        const system = systemOf(source(cells), null, { granule, dmaMaskBits: bits });
        for (const { reach, reservations, usable, domain } of system.consumers) {
          const touched = reservations
            .filter((r) => r.inAllocator)
            .map((r) => roundOutward({ start: r.start, end: r.start + r.length }, granule));
          const free = RangeSet.of([reach]).subtract(RangeSet.of(touched));
          expect(usable.ranges).toEqual(free.ranges);
          expect(usable.bytes).toBe(free.size);
          expect(RangeSet.of(domain.allocator).equals(RangeSet.of(touched))).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});
