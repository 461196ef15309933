/** A hole taken by allocating it, by hand: page frames are of 4 KiB. */
import { describe, expect, test } from "vitest";
import { range } from "../../src/base/range.js";
import { GiB, MiB } from "../../src/base/units.js";
import type { IovaDomain } from "../../src/iova/domain.js";
import { kernelOf } from "../../src/kernel/kernel.js";
import { allocateHole, chunksOf } from "../../src/system/allocated-hole.js";
import { applyReservation, newDomain, usableOf } from "../../src/system/space.js";

const PAGE = 4096n;
const REACH = range(PAGE, 4n * GiB);
const HOLE = range(0n, 600n * MiB);

const domain = (): IovaDomain => newDomain(PAGE, PAGE, kernelOf("6.16"));
const left = (of: IovaDomain) => usableOf(of, REACH, PAGE).ranges;
const take = (of: IovaDomain, hole = HOLE) => allocateHole(of, "dma", hole, PAGE, false);

describe("chunks from the top down", () => {
  test("600 MiB less page 0 are 20", () => {
    const chunks = [...chunksOf(1, 600 * 256)];
    // 8, 16 and 64 MiB end at 512 MiB; from there 256 MiB and its halves down to one page.
    expect(chunks.map(({ size }) => size)).toEqual([
      2048,
      4096,
      16384,
      ...Array.from({ length: 17 }, (_, i) => 65536 >> i),
    ]);
    expect(chunks.at(-1)).toEqual({ pfn: 1, size: 1 });
  });

  test("each is naturally aligned, and they touch", () => {
    for (const [start, end] of [
      [5, 23],
      [1, 2],
      [256, 1024],
      [7, 8],
      [1, 2 ** 40 + 3],
    ] as const) {
      let top = end;
      for (const { pfn, size } of chunksOf(start, end)) {
        expect([pfn % size, pfn + size]).toEqual([0, top]);
        top = pfn;
      }
      expect(top).toBe(start);
    }
  });
});

describe("in a domain that nobody uses yet", () => {
  test("leaves exactly the rest", () => {
    const empty = domain();
    expect(take(empty)).toMatchObject({ ok: true, chunks: 20 });
    expect(left(empty)).toEqual([range(600n * MiB, 4n * GiB)]);
  });

  test("and is free again when it is released, but for what waits in the cache", () => {
    const empty = domain();
    const taken = take(empty);
    if (taken.ok) taken.release();
    empty.flush();
    expect(left(empty)).toEqual([REACH]);
  });

  test.each(["dma", "dma-fq"] as const)("of type %s", (type) => {
    expect(allocateHole(domain(), type, HOLE, PAGE, false).ok).toBe(true);
  });

  test.each(["identity", "none"] as const)("but not of type %s", (type) => {
    const outcome = allocateHole(domain(), type, HOLE, PAGE, false);
    expect(outcome).toEqual({ ok: false, result: "ENODEV", reason: "the device has no DMA domain to allocate from" });
  });

  test("unaligned ends are widened to whole pages", () => {
    const empty = domain();
    expect(take(empty, range(0x10000800n, 0x10001001n))).toMatchObject({ ok: true, chunks: 1 });
    expect(left(empty)).toEqual([range(PAGE, 0x10000000n), range(0x10002000n, 4n * GiB)]);
  });

  test("a PCI device is first tried below 4 GiB, so that no hole above can be had", () => {
    const high = range(5n * GiB, 6n * GiB);
    expect(take(domain(), high).ok).toBe(true);
    expect(allocateHole(domain(), "dma", high, PAGE, true)).toEqual({
      ok: false,
      result: "ENOMEM",
      reason: "the chunk at 0x140000000 of its hole is in use: it would get 0xc0000000, and its probe fails",
    });
  });
});

describe("in a domain with something in the hole", () => {
  test("a reservation of 1 MiB: all is freed, ENOMEM", () => {
    const used = domain();
    applyReservation(used, { start: 256n * MiB, length: MiB }, PAGE);
    const before = left(used);
    expect(take(used)).toEqual({
      ok: false,
      result: "ENOMEM",
      reason: "the chunk at 0x10000000 of its hole is in use: nothing is free below it, and its probe fails",
    });
    expect(left(used)).toEqual(before);
  });

  test("one live mapping", () => {
    const used = domain();
    const page = used.allocFast(1, 600 * 256 - 1, true);
    expect(page).toBe(600 * 256 - 1);
    expect(take(used)).toMatchObject({ ok: false, result: "ENOMEM" });
    expect(left(used)).toEqual([range(PAGE, 600n * MiB - PAGE), range(600n * MiB, 4n * GiB)]);
  });
});
