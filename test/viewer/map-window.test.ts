import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { range } from "../../src/base/range.js";
import { around, held, panned, positionOf, ticksIn, zoomed } from "../../src/viewer/map/window.js";

const WHOLE = range(0n, 1n << 64n);

const windows = fc
  .tuple(fc.bigInt(0n, (1n << 64n) - 1n), fc.bigInt(256n, 1n << 64n))
  .map(([start, length]) => held(range(start, start + length), WHOLE));

describe("a map's window", () => {
  it("stays within the space, whatever is done to it", () => {
    fc.assert(
      fc.property(
        windows,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (window, factor, at) => {
          for (const next of [
            zoomed(window, factor, at, WHOLE),
            panned(window, at - 0.5, WHOLE),
            around(window, WHOLE),
          ]) {
            expect(next.start).toBeGreaterThanOrEqual(0n);
            expect(next.end).toBeLessThanOrEqual(WHOLE.end);
            expect(next.end - next.start).toBeGreaterThanOrEqual(256n);
          }
        },
      ),
    );
  });

  it("keeps a page at the top of 2^64 apart from the next", () => {
    const top = (1n << 64n) - 8192n;
    const window = around(range(top, top + 4096n), WHOLE);
    const at = (address: bigint) => positionOf(address, window, 1000);
    expect(at(top + 4096n) - at(top)).toBeGreaterThan(300);
  });

  it("keeps what is under the pointer where it is", () => {
    const window = range(0x1000_0000n, 0x2000_0000n);
    const next = zoomed(window, 1 / 2, 0.25, WHOLE);
    expect(next).toEqual(range(0x1200_0000n, 0x1a00_0000n));
  });

  it("has marks at addresses that are round in hexadecimal", () => {
    expect(ticksIn(range(0n, 1n << 32n), 4)).toEqual([0n, 1n << 30n, 2n << 30n, 3n << 30n, 4n << 30n]);
    expect(ticksIn(range(0x1234n, 0x5678n), 5)).toEqual([0x2000n, 0x3000n, 0x4000n, 0x5000n]);
  });
});
