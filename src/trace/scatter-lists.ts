/** Which `map` events of the IOMMU layer were one allocation: see mappings.ts for the rule. */
import { TRACE_PAGE_SHIFT, type TraceEvent } from "./model.js";

const PAGE = 1 << TRACE_PAGE_SHIFT;

/** For an event's place, what it is part of: the first of an allocation with its whole size, the others continue it. */
export type ListParts = ReadonlyMap<number, { readonly bytes: number } | "continued">;

/** A map that is not unmapped yet. Pages; `end` exclusive. */
interface OpenMap {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

export function scatterLists(events: Iterable<TraceEvent>): ListParts {
  const parts = new Map<number, { bytes: number } | "continued">();
  const open = new Map<number, OpenMap>();
  let index = -1;
  for (const { action, first, layer } of events) {
    index++;
    if (first === null || layer !== "iommu") continue;
    const { page: start, offset, bytes } = first;
    const end = start + Math.floor((offset + bytes) / PAGE);
    if (action === "map") open.set(start, { index, start, end });
    else join(takenAway(open, start, end), parts);
  }
  for (const run of neighbouringRuns(open.values())) join(run, parts);
  return parts;
}

/** The open maps that lie one behind the other in `[start, end)`, which is all that one `unmap` says. */
function takenAway(open: Map<number, OpenMap>, start: number, end: number): readonly OpenMap[] {
  const run: OpenMap[] = [];
  for (let at = start; at < end; ) {
    const map = open.get(at);
    if (map === undefined || map.end > end || map.end <= at) break;
    open.delete(at);
    run.push(map);
    at = map.end;
  }
  return run;
}

function neighbouringRuns(open: Iterable<OpenMap>): readonly OpenMap[][] {
  const runs: OpenMap[][] = [];
  let last: OpenMap | null = null;
  for (const map of open) {
    const goesOn = last !== null && last.end === map.start && last.index + 1 === map.index;
    if (goesOn) runs.at(-1)?.push(map);
    else runs.push([map]);
    last = map;
  }
  return runs;
}

function join(run: readonly OpenMap[], parts: Map<number, { bytes: number } | "continued">): void {
  if (run.length < 2) return;
  const start = run[0]?.start ?? 0;
  const end = run.at(-1)?.end ?? start;
  // Whichever was mapped first stands for the allocation: the others came later in the same call.
  const [first, ...others] = [...run].sort((a, b) => a.index - b.index);
  if (first !== undefined) parts.set(first.index, { bytes: (end - start) * PAGE });
  for (const { index } of others) parts.set(index, "continued");
}
