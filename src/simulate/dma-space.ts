/** A domain as the DMA layer uses it: `iommu_dma_alloc_iova` and `iommu_dma_free_iova` (drivers/iommu/dma-iommu.c). */

import type { IovaDomain } from "../iova/domain.js";
import type { Pfn } from "../iova/pfn.js";
import { FlushQueue } from "./flush-queue.js";

/** One master of the domain. */
export interface Actor {
  /** Consumer id. */
  readonly id: string;
  /** The last pfn that it can be handed, inclusive: least of mask, bus limit and aperture; below 0 if there is none. */
  readonly limitPfn: Pfn;
  /** PCI masters that reach beyond 4 GiB are tried below it first. */
  readonly isPci: boolean;
}

export interface DmaSpaceOptions {
  readonly isLazy: boolean;
  /** Whether the first failure of a PCI master's 32-bit try switches it off for good (Kernel.givesUpLowAddresses), or never. */
  readonly triesLowOnce: boolean;
}

export class DmaSpace {
  /** Pfns below 4 GiB: `[0, low32Pfn]`. */
  private readonly low32Pfn: Pfn;
  private readonly queue: FlushQueue | null;
  private readonly givenUpLow = new Set<string>();

  /** @param domain is changed by what is played; the caller makes a copy if it wants to keep it */
  constructor(
    readonly domain: IovaDomain,
    private readonly options: DmaSpaceOptions,
  ) {
    this.low32Pfn = 2 ** 32 / domain.granule - 1;
    this.queue = options.isLazy ? new FlushQueue(({ pfn, size }) => domain.freeFast(pfn, size)) : null;
  }

  /** @param size granules, above 0. @returns the first pfn; null if there is no room */
  take(actor: Actor, size: number, time: number | null): number | null {
    this.queue?.pass(time);
    const { limitPfn } = actor;
    if (limitPfn < 0) return null;
    if (actor.isPci && limitPfn > this.low32Pfn && !this.givenUpLow.has(actor.id)) {
      const low = this.domain.allocFast(size, this.low32Pfn, false);
      if (low !== null) return low;
      if (this.options.triesLowOnce) this.givenUpLow.add(actor.id);
    }
    return this.domain.allocFast(size, limitPfn, true);
  }

  /** @param size granules, as asked for */
  give(pfn: Pfn, size: number, time: number | null): void {
    if (this.queue === null) this.domain.freeFast(pfn, size);
    else this.queue.add({ pfn, size }, time);
  }
}
