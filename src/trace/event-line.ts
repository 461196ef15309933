/**
 * One line of a trace, as tracefs, `trace-cmd report` or `perf script` write it.
 *
 * Task names hold spaces, parentheses and dashes, the flags have four to seven characters or are missing, and first
 * lines are cut: so a line is read from the event's name to both sides, never from its beginning.
 */
import { eventReaders } from "./event/registry.js";
import type { EventBody } from "./model.js";
import { COLON, isBlank, isNameChar, skipBlanks, timeBefore } from "./scan.js";

/** What a line turned out to be. */
export type EventLine =
  | { readonly kind: "event"; readonly body: EventBody; readonly time: number | null }
  /** Names an event that is read here, but its text is not whole. */
  | { readonly kind: "incomplete" }
  /** The kernel could not map: nothing happened to any address space. */
  | { readonly kind: "failure" }
  | { readonly kind: "lost"; readonly events: number }
  /** The head of an event, and no name yet: a mail's line break, if the next line goes on. */
  | { readonly kind: "head" }
  | { readonly kind: "other" };

const HEAD = /\S\s{1,32}\[\d{3,5}\](?:\s|$)/;
const LOST = /\[?LOST (\d+) (?:EVENTS|events)/i;
const ENTRIES = /^#\s*entries-in-buffer\/entries-written:\s*(\d+)\/(\d+)/;

export function readLine(line: string): EventLine {
  const named = iommuEvent(line) ?? dmaEvent(line);
  if (named === null) return withoutEvent(line);
  const { name, start, text } = named;
  if (name.endsWith("_err")) return { kind: "failure" };
  const body = eventReaders.get(name)?.read(text);
  if (body === undefined) return { kind: "other" };
  if (body === null) return { kind: "incomplete" };
  return { kind: "event", body, time: timeBefore(line, start) };
}

interface NamedEvent {
  readonly name: string;
  /** Where the name begins in the line. */
  readonly start: number;
  /** What stands behind the name. */
  readonly text: string;
}

/** `map` and `unmap` are common words: theirs is followed by `IOMMU:`, and padded by trace-cmd. */
const IOMMU_NAME = /(?:^|[\s:])((?:un)?map):\s{1,64}$/;

function iommuEvent(line: string): NamedEvent | null {
  const mark = line.indexOf("IOMMU:");
  if (mark < 0) return null;
  const before = line.slice(Math.max(0, mark - 96), mark);
  const found = IOMMU_NAME.exec(before);
  const name = found?.[1];
  if (found === null || name === undefined) return null;
  const start = mark - before.length + found.index + found[0].indexOf(name);
  return { name, start, text: line.slice(mark + "IOMMU:".length).trimStart() };
}

const DMA_PREFIX = "dma_";
/** Longer than any event's name. */
const NAME_CHARS = 36;

/** Character by character, like the time: a trace has millions of these lines. */
function dmaEvent(line: string): NamedEvent | null {
  for (let start = line.indexOf(DMA_PREFIX); start >= 0; start = line.indexOf(DMA_PREFIX, start + 1)) {
    if (start > 0 && line.charCodeAt(start - 1) !== COLON && !isBlank(line.charCodeAt(start - 1))) continue;
    let end = start + DMA_PREFIX.length;
    while (isNameChar(line.charCodeAt(end))) end++;
    if (end - start > NAME_CHARS || line.charCodeAt(end) !== COLON) continue;
    const text = skipBlanks(line, end + 1);
    if (text === end + 1 || text === line.length) continue;
    return { name: line.slice(start, end), start, text: line.slice(text) };
  }
  return null;
}

function withoutEvent(line: string): EventLine {
  const lost = LOST.exec(line)?.[1];
  if (lost !== undefined) return { kind: "lost", events: Number(lost) };
  const entries = ENTRIES.exec(line);
  if (entries !== null) return { kind: "lost", events: Math.max(0, Number(entries[2]) - Number(entries[1])) };
  // The event's name may stand at the very end, before the break.
  if (!line.startsWith("#") && HEAD.test(line)) return { kind: "head" };
  return { kind: "other" };
}

/** Whether a line begins an event of its own: it cannot go on with the one before. */
export const beginsEvent = (line: string): boolean => line.startsWith("#") || HEAD.test(line);
