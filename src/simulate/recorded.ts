/** The operations that a recorded trace says, domain by domain. */
import type { Pfn } from "../iova/pfn.js";
import type { AllocatorEvent, AllocatorEvents } from "../trace/mappings.js";
import { TRACE_PAGE_SHIFT } from "../trace/model.js";
import type { Operation } from "./operation.js";
import { OperationList } from "./operation-list.js";

/** Where a consumer plays: its domain's name, its place among the domain's members, and the domain's granule in bytes. */
export interface Seat {
  readonly domain: string;
  readonly actor: number;
  readonly granule: number;
}

export interface Recorded {
  /** By domain. Who played nothing is not told. */
  readonly operations: ReadonlyMap<string, OperationList>;
  /** Events that nobody was found for. */
  readonly unassigned: number;
}

/** All domains' operations in one pass. @param seatOf of a trace's device; null: of nobody here */
export function recordedOperations(
  { events }: AllocatorEvents,
  seatOf: (device: string | null) => Seat | null,
): Recorded {
  const operations = new Map<string, OperationList>();
  let unassigned = 0;
  for (const event of events) {
    const seat = seatOf(event.device);
    if (seat === null) {
      unassigned++;
      continue;
    }
    const list = operations.get(seat.domain) ?? new OperationList();
    operations.set(seat.domain, list);
    const operation = operationOf(event, seat);
    if (operation !== null) list.add(operation);
  }
  return { operations, unassigned };
}

function operationOf(event: AllocatorEvent, { actor, granule }: Seat): Operation | null {
  if (event.kind === "give") {
    const { mapping, time } = event;
    // What was mapped before the trace began holds no place in the model.
    return mapping === null ? null : { kind: "give", actor, buffer: mapping, time };
  }
  const { pfn, offset } = placeOf(event.page, event.offset, granule);
  const bytes = event.bytes + offset;
  return { kind: "take", actor, buffer: event.mapping, bytes, time: event.time, recordedPfn: pfn };
}

/** The granule of an address, and how far into it the address lies. */
function placeOf(page: number, offset: number, granule: number): { readonly pfn: Pfn; readonly offset: number } {
  const pages = granule >> TRACE_PAGE_SHIFT;
  const pfn = Math.floor(page / pages);
  return { pfn, offset: (page - pfn * pages) * (1 << TRACE_PAGE_SHIFT) + offset };
}
