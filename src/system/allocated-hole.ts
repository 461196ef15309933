/**
 * A hole that a driver takes by allocating it, as a video driver of 2026 does when it probes (dma_iova_try_alloc, Linux
 * 6.16): it sets the device's bus limit to the hole's last byte, asks for power-of-two chunks from the top down, and
 * keeps them if each lands just below the one before. Page 0 is left out, since nobody is handed it. No domain type is
 * asked for: lazily flushed domains do as well.
 */

import { formatAddress, type Range, roundOutward } from "../base/range.js";
import { FOUR_GIB } from "../base/units.js";
import type { IovaDomain } from "../iova/domain.js";
import type { Pfn } from "../iova/pfn.js";
import type { Consumer } from "./model.js";

export type HoleOutcome =
  | {
      readonly ok: true;
      /** How many allocations it took. */
      readonly chunks: number;
      /** Frees them, as the driver does when its probe fails later on or its device goes. */
      readonly release: () => void;
    }
  /** Whatever the cause, the driver frees what it has and its probe fails. */
  | { readonly ok: false; readonly result: "ENOMEM" | "ENODEV"; readonly reason: string };

interface Chunk {
  /** Page frame number, and pages. */
  readonly pfn: Pfn;
  readonly size: number;
}

/**
 * @param hole bytes, widened to whole granules; what of it lies below the domain's start cannot be allocated
 * @param granule bytes
 */
export function allocateHole(
  domain: IovaDomain,
  domainType: Consumer["domainType"],
  hole: Range,
  granule: bigint,
  isPci: boolean,
): HoleOutcome {
  if (domainType !== "dma" && domainType !== "dma-fq") {
    return { ok: false, result: "ENODEV", reason: "the device has no DMA domain to allocate from" };
  }
  const { start, end } = roundOutward(hole, granule);
  const lastPfn = Number(end / granule) - 1;
  const taken: Chunk[] = [];
  const release = () => {
    for (const { pfn, size } of taken) domain.freeFast(pfn, size);
  };
  for (const { pfn, size } of chunksOf(Math.max(Number(start / granule), domain.startPfn), lastPfn + 1)) {
    const got = allocate(domain, size, lastPfn, granule, isPci);
    if (got === pfn) {
      taken.push({ pfn, size });
      continue;
    }
    if (got !== null) domain.freeFast(got, size);
    release();
    return { ok: false, result: "ENOMEM", reason: misplaced(pfn, got, granule) };
  }
  return { ok: true, chunks: taken.length, release };
}

/**
 * From the top down, each the largest power of two that is aligned where it ends and still fits: allocations are
 * naturally aligned.
 *
 * @param end exclusive
 */
export function* chunksOf(start: number, end: number): Generator<Chunk> {
  let top = end;
  while (top > start) {
    let size = 1;
    while (top % (size * 2) === 0 && top - size * 2 >= start) size *= 2;
    top -= size;
    yield { pfn: top, size };
  }
}

/** iommu_dma_alloc_iova: a PCI device that may go beyond 4 GiB is first tried below. */
function allocate(domain: IovaDomain, size: number, limitPfn: Pfn, granule: bigint, isPci: boolean): Pfn | null {
  const below = Number(FOUR_GIB / granule) - 1;
  const low = isPci && limitPfn > below ? domain.allocFast(size, below, false) : null;
  return low ?? domain.allocFast(size, limitPfn, true);
}

function misplaced(wanted: number, got: number | null, granule: bigint): string {
  const at = (pfn: Pfn) => formatAddress(BigInt(pfn) * granule);
  const instead = got === null ? "nothing is free below it" : `it would get ${at(got)}`;
  return `the chunk at ${at(wanted)} of its hole is in use: ${instead}, and its probe fails`;
}
