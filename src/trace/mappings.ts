/**
 * From events to the allocations behind them: which stretch of IOVA space was taken and given back, by whom.
 *
 * The DMA API's events are the better witness, for they name the device: where a trace has any, those of the IOMMU layer
 * tell of the same mappings and are passed over. Without them one allocation can be several `map` events (a scatter
 * list): those that one `unmap` takes away together were one allocation, and so were those that follow on each other in
 * trace and address and were never unmapped.
 */
import { TRACE_PAGE_SHIFT, type Trace, type TraceEvent, type TraceSegment } from "./model.js";
import { type ListParts, scatterLists } from "./scatter-lists.js";

const PAGE = 1 << TRACE_PAGE_SHIFT;

/** One call to the allocator, in trace order. */
export type AllocatorEvent =
  | {
      readonly kind: "take";
      /** Names the mapping for its `give`. */
      readonly mapping: number;
      readonly device: string | null;
      /** The address, as a trace splits it. */
      readonly page: number;
      readonly offset: number;
      /** From the address to the last byte of the last segment. */
      readonly bytes: number;
      readonly time: number | null;
      readonly line: number;
    }
  | {
      readonly kind: "give";
      /** Null where what was mapped before the trace began is unmapped. */
      readonly mapping: number | null;
      readonly device: string | null;
      readonly time: number | null;
      readonly line: number;
    };

export interface AllocatorEvents {
  /** One after the other, once: a trace can have millions. */
  readonly events: Iterable<AllocatorEvent>;
  /** Events of the IOMMU layer that tell of the same mappings as the DMA API's. */
  readonly passedOver: number;
  /** Lists of which the kernel printed a part: their size is at least what is counted. */
  readonly truncated: number;
}

export function allocatorEvents({ events }: Trace): AllocatorEvents {
  let maps = 0;
  let dma = 0;
  let truncated = 0;
  for (const { layer, action, isTruncated } of events) {
    if (layer !== "dma") continue;
    dma++;
    if (action === "map") maps++;
    if (action === "map" && isTruncated) truncated++;
  }
  const layer = maps > 0 ? "dma" : "iommu";
  const passedOver = layer === "dma" ? events.length - dma : 0;
  return { events: paired(events, layer), passedOver, truncated };
}

function* paired(events: Iterable<TraceEvent>, layer: TraceEvent["layer"]): Generator<AllocatorEvent, void, undefined> {
  const pairing = new Pairing(layer === "dma" ? new Map() : scatterLists(events));
  let index = -1;
  for (const event of events) {
    index++;
    const made = event.layer === layer ? pairing.take(event, index) : null;
    if (made !== null) yield made;
  }
}

/** What one device has mapped. */
interface DeviceMappings {
  /** By the page of the DMA address. */
  readonly byPage: Map<number, number>;
  /** By the page of the first physical address: mappings and their DMA pages, oldest first. */
  readonly byPhysical: Map<number, { readonly mapping: number; readonly page: number }[]>;
}

class Pairing {
  private readonly devices = new Map<string | null, DeviceMappings>();
  private next = 0;

  constructor(private readonly parts: ListParts) {}

  /** Null for what goes on with an allocation before. */
  take(event: TraceEvent, index: number): AllocatorEvent | null {
    const part = this.parts.get(index);
    if (part === "continued") return null;
    return event.action === "unmap" ? this.unmapped(event) : this.mapped(event, part?.bytes ?? null);
  }

  private mapped(event: TraceEvent, joinedBytes: number | null): AllocatorEvent | null {
    const { device, time, line, physicalPage, first, more } = event;
    if (first === null) return null;
    const { byPage, byPhysical } = this.of(device);
    const mapping = this.next++;
    const { page, offset } = first;
    byPage.set(page, mapping);
    if (event.isList && physicalPage !== null) {
      const known = byPhysical.get(physicalPage);
      if (known === undefined) byPhysical.set(physicalPage, [{ mapping, page }]);
      else known.push({ mapping, page });
    }
    const bytes = joinedBytes ?? extentOf(first, more);
    return { kind: "take", mapping, device, page, offset, bytes, time, line };
  }

  private unmapped({ device, first, physicalPage, time, line }: TraceEvent): AllocatorEvent {
    const known = this.of(device);
    const mapping = first === null ? liveByPhysical(known, physicalPage) : liveAt(known, first.page);
    return { kind: "give", mapping, device, time, line };
  }

  private of(device: string | null): DeviceMappings {
    const known = this.devices.get(device) ?? { byPage: new Map(), byPhysical: new Map() };
    this.devices.set(device, known);
    return known;
  }
}

function liveAt({ byPage }: DeviceMappings, page: number): number | null {
  const mapping = byPage.get(page) ?? null;
  byPage.delete(page);
  return mapping;
}

/** The oldest mapping of that memory that is still there. */
function liveByPhysical({ byPage, byPhysical }: DeviceMappings, physicalPage: number | null): number | null {
  if (physicalPage === null) return null;
  const known = byPhysical.get(physicalPage) ?? [];
  const at = known.findIndex(({ mapping, page }) => byPage.get(page) === mapping);
  const found = known[at];
  if (found === undefined || at === known.length - 1) byPhysical.delete(physicalPage);
  else known.splice(0, at + 1);
  if (found === undefined) return null;
  byPage.delete(found.page);
  return found.mapping;
}

/** Bytes from the first segment's address to the last one's end; of segments that do not follow on each other, the sum. */
function extentOf(first: TraceSegment, more: readonly TraceSegment[]): number {
  let end = endOf(first);
  let bytes = first.bytes;
  for (const segment of more) {
    const gap = (segment.page - end.page) * PAGE + segment.offset - end.offset;
    // Segments begin on granules of 64 KiB at most, inside one allocation.
    bytes += segment.bytes + (gap >= 0 && gap < 1 << 16 ? gap : 0);
    end = endOf(segment);
  }
  return bytes;
}

function endOf({ page, offset, bytes }: TraceSegment): { readonly page: number; readonly offset: number } {
  const last = offset + bytes;
  return { page: page + Math.floor(last / PAGE), offset: last % PAGE };
}
