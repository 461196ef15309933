/**
 * Lazy invalidation: freed ranges wait in a queue and reach the allocator together (`queue_iova`, `fq_flush_timeout` in
 * drivers/iommu/dma-iommu.c, 6.1 and 6.12). One CPU's queue, as the cache is one CPU's.
 */
import type { Pfn } from "../iova/pfn.js";

/** IOVA_FQ_SIZE (IOVA_DEFAULT_FQ_SIZE from 6.7) is 256, and one slot of the ring stays empty. */
const QUEUE_LENGTH = 255;
/** IOVA_FQ_TIMEOUT: 10 ms. */
const TIMEOUT_SECONDS = 0.01;

interface Waiting {
  readonly pfn: Pfn;
  readonly size: number;
}

export class FlushQueue {
  private waiting: Waiting[] = [];
  /** When the timer fires; null while it is off, or nothing tells the time. */
  private deadline: number | null = null;

  /** @param release gives one range back to the allocator */
  constructor(private readonly release: (range: Waiting) => void) {}

  /** @param time seconds; null where nothing says: then only a full queue is emptied */
  add(range: Waiting, time: number | null): void {
    this.pass(time);
    if (this.waiting.length >= QUEUE_LENGTH) this.empty();
    this.waiting.push(range);
    if (this.deadline === null && time !== null) this.deadline = time + TIMEOUT_SECONDS;
  }

  /** Time has passed: the timer may have fired. */
  pass(time: number | null): void {
    if (time !== null && this.deadline !== null && time >= this.deadline) this.empty();
  }

  private empty(): void {
    const ranges = this.waiting;
    this.waiting = [];
    this.deadline = null;
    for (const range of ranges) this.release(range);
  }
}
