/** Who does which batches: a stretch each, and the rest of the slowest. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Shares } from "../../src/cli/shares.js";

/** Batches of so many errands, numbered through. */
function batches(...lengths: readonly number[]): readonly (readonly number[])[] {
  let next = 0;
  return lengths.map((length) => Array.from({ length }, () => next++));
}

describe("shares", () => {
  it("are stretches of about the same number of errands, in order", () => {
    const shares = new Shares(batches(1, 1, 4, 3, 3), 2);
    expect([shares.next(0), shares.next(0), shares.next(0)]).toEqual([[0], [1], [2, 3, 4, 5]]);
    expect([shares.next(1), shares.next(1), shares.next(1)]).toEqual([[6, 7, 8], [9, 10, 11], undefined]);
  });

  it("are helped with at the end of the longest", () => {
    const shares = new Shares(batches(2, 2, 2, 2, 2, 2), 3);
    expect([shares.next(0), shares.next(0), shares.next(0)]).toEqual([
      [0, 1],
      [2, 3],
      [6, 7],
    ]);
    expect(shares.next(1)).toEqual([4, 5]);
    expect(shares.next(1)).toEqual([10, 11]);
    expect(shares.next(0)).toEqual([8, 9]);
    expect([shares.next(0), shares.next(1), shares.next(2)]).toEqual([undefined, undefined, undefined]);
  });

  it("take back what a thread that died has left, for the next one", () => {
    const shares = new Shares(batches(3, 3), 2);
    expect(shares.next(0)).toEqual([0, 1, 2]);
    shares.putBack(0, [2]);
    expect(shares.next(0)).toEqual([2]);
  });

  it("give every batch to somebody once, whoever is faster", () => {
    const turns = fc.infiniteStream(fc.nat(6));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 })),
        fc.integer({ min: 1, max: 7 }),
        turns,
        (lengths, n, who) => {
          const all = batches(...lengths);
          const shares = new Shares(all, n);
          const taken: (readonly number[])[] = [];
          for (const owner of who) {
            const batch = shares.next(owner % n);
            if (batch === undefined) break;
            taken.push(batch);
          }
          expect(taken.flat().sort((a, b) => a - b)).toEqual(all.flat());
        },
      ),
    );
  });
});
