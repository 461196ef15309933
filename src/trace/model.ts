/**
 * What a kernel's trace says of IOVA use: DMA mappings made and taken away, in the order of the trace.
 *
 * Addresses are split at 4 KiB, the smallest granule there is, so that both halves are exact as JavaScript numbers over
 * the whole 64-bit space. A trace has millions of events: what most of them have stands in the event itself.
 */

/** The low bits of an address that `page` leaves out. */
export const TRACE_PAGE_SHIFT = 12;

/** One stretch of DMA addresses. */
export interface TraceSegment {
  /** The address divided by 4096, rounded down. */
  readonly page: number;
  /** What is left: 0 to 4095. */
  readonly offset: number;
  /** Above 0. */
  readonly bytes: number;
}

/** What an event's text says. */
export interface EventBody {
  /** `iommu`: the IOMMU layer's, which names no device. `dma`: the DMA API's. */
  readonly layer: "iommu" | "dma";
  readonly action: "map" | "unmap";
  /** As sysfs calls it; null where the event does not say. */
  readonly device: string | null;
  /** Null where it names no DMA address (`dma_unmap_sg`). */
  readonly first: TraceSegment | null;
  /** What follows on the first, of a scatter list. */
  readonly more: readonly TraceSegment[];
  /** Of a scatter list, which can have one segment. */
  readonly isList: boolean;
  /** Of a scatter list, the page of the first physical address: it pairs an unmapping without DMA addresses with its mapping. */
  readonly physicalPage: number | null;
  /** The kernel printed less than there was (`[TRUNCATED]`, `...`). */
  readonly isTruncated: boolean;
}

/** One line of a trace that makes or takes away mappings. */
export interface TraceEvent extends EventBody {
  /** Seconds, of the trace's own clock; null where the line's head is cut off. */
  readonly time: number | null;
  /** Counted from 1. */
  readonly line: number;
}

export interface Trace {
  readonly events: Iterable<TraceEvent> & { readonly length: number };
  /** Every device that an event names, in the order of their first. */
  readonly devices: readonly string[];
  /** Events that the recorder says it lost, in ring buffers or for want of speed. */
  readonly lostEvents: number;
  /** Lines that name one of these events and could not be read, such as cut ones; the first few of them. */
  readonly unreadable: { readonly count: number; readonly lines: readonly number[] };
  /** Events of the kernel's own failures (`dma_map_sg_err`, ...): nothing was mapped. */
  readonly failures: number;
}
