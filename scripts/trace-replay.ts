/**
 * Allocator traces: operations with the answers that a real kernel gave, as JSON Lines. The first line is a header with
 * `granule`, `startPfn` and `rcache` (false: allocFast and freeFast without the cache); then one operation a line, its
 * arguments and its answer in one array. docs/allocator.md has the list.
 */

/** What a trace drives: IovaDomain, or any model of it. */
export interface TracedDomain {
  alloc(size: number, limitPfn: number, aligned: boolean): number | null;
  allocFast(size: number, limitPfn: number, flush: boolean): number | null;
  free(pfn: number): void;
  freeFast(pfn: number, size: number): void;
  find(pfn: number): { readonly lo: number; readonly hi: number } | null;
  reserve(lo: number, hi: number): { readonly ok: boolean };
  snapshot(): readonly { readonly lo: number; readonly hi: number }[];
}

export interface TraceHeader {
  readonly granule: number;
  readonly startPfn: number;
  readonly rcache: boolean;
}

/** Lines are 1-based. */
export type TraceResult =
  | { readonly kind: "equal"; readonly operations: number }
  | { readonly kind: "wrong"; readonly line: number; readonly expected: string; readonly got: string }
  | { readonly kind: "malformed"; readonly line: number; readonly message: string };

interface Operation {
  readonly expected: unknown;
  run(domain: TracedDomain): unknown;
}

/** Replays a whole trace and stops at the first answer that differs. The text is checked line by line on the way. */
export function replayTrace(text: string, makeDomain: (header: TraceHeader) => TracedDomain): TraceResult {
  const [first = "", ...lines] = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const header = parseHeader(first);
  if (header === null) {
    return { kind: "malformed", line: 1, message: "expected a header with granule, startPfn and rcache" };
  }
  if (lines.length === 0) return { kind: "malformed", line: 1, message: "the trace holds no operation" };
  const domain = makeDomain(header);
  for (const [index, line] of lines.entries()) {
    const operation = parseOperation(line);
    if (operation === null) {
      return { kind: "malformed", line: index + 2, message: `not an operation: ${excerpt(line)}` };
    }
    const difference = compare(operation.expected, operation.run(domain));
    if (difference !== null) return { kind: "wrong", line: index + 2, ...difference };
  }
  return { kind: "equal", operations: lines.length };
}

function parseHeader(line: string): TraceHeader | null {
  const header = parseJson(line);
  if (typeof header !== "object" || header === null) return null;
  const { granule, startPfn, rcache }: Record<string, unknown> = { ...header };
  return isSize(granule) && isPfn(startPfn) && isBoolean(rcache) ? { granule, startPfn, rcache } : null;
}

function parseOperation(line: string): Operation | null {
  const parsed = parseJson(line);
  if (!Array.isArray(parsed)) return null;
  const [op, a, b, c, d]: unknown[] = parsed;
  const arity = parsed.length - 1;
  switch (op) {
    case "reserve":
      return arity === 3 && isPfn(a) && isPfn(b) && isBoolean(c)
        ? { expected: c, run: (domain) => domain.reserve(a, b).ok }
        : null;
    case "alloc":
      return arity === 4 && isSize(a) && isPfn(b) && isBoolean(c) && (d === null || isPfn(d))
        ? { expected: d, run: (domain) => domain.alloc(a, b, c) }
        : null;
    case "allocFast":
      return arity === 4 && isSize(a) && isPfn(b) && isBoolean(c) && isPfn(d)
        ? { expected: d, run: (domain) => domain.allocFast(a, b, c) ?? 0 }
        : null;
    case "free":
      return arity === 1 && isPfn(a) ? { expected: undefined, run: (domain) => domain.free(a) } : null;
    case "freeFast":
      return arity === 2 && isPfn(a) && isSize(b)
        ? { expected: undefined, run: (domain) => domain.freeFast(a, b) }
        : null;
    case "find":
      return arity === 2 && isPfn(a) && (b === null || isPair(b))
        ? { expected: b, run: (domain) => pairOf(domain.find(a)) }
        : null;
    case "dump":
      return arity === 1 && Array.isArray(a) && a.every(isPair)
        ? { expected: a, run: (domain) => domain.snapshot().map(pairOf) }
        : null;
    default:
      return null;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isPfn = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isSize = (value: unknown): value is number => isPfn(value) && value > 0;
const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(isPfn);

const pairOf = (range: { readonly lo: number; readonly hi: number } | null): [number, number] | null =>
  range && [range.lo, range.hi];

/** Null if they are the same; else the two, and for lists only where they first differ. */
function compare(expected: unknown, got: unknown): { expected: string; got: string } | null {
  if (JSON.stringify(expected) === JSON.stringify(got)) return null;
  if (Array.isArray(expected) && Array.isArray(got) && (expected.some(Array.isArray) || got.some(Array.isArray))) {
    const at = expected.findIndex((item, i) => JSON.stringify(item) !== JSON.stringify(got[i]));
    const index = at < 0 ? expected.length : at;
    return { expected: nodeText(expected, index), got: nodeText(got, index) };
  }
  return { expected: JSON.stringify(expected), got: JSON.stringify(got) };
}

const nodeText = (list: readonly unknown[], index: number): string =>
  index < list.length
    ? `node ${index} of ${list.length}: ${JSON.stringify(list[index])}`
    : `the end after ${list.length}`;

const excerpt = (line: string): string => JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}...` : line);
