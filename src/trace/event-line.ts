/**
 * One line of a trace, as tracefs, `trace-cmd report` or `perf script` write it.
 *
 * Task names hold spaces, parentheses and dashes, the flags have four to seven characters or are missing, and first
 * lines are cut: so a line is read from the event's name to both sides, never from its beginning.
 */
import { eventReaders } from "./event/registry.js";
import type { EventBody } from "./model.js";

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

/** Longer than any time; a search from its start would be quadratic on a line of digits. */
const TIME_CHARS = 48;
const TIME = /(\d+(?:\.\d+)?):\s*(?:(?:iommu|dma):)?$/;
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
  const seconds = TIME.exec(line.slice(Math.max(0, start - TIME_CHARS), start))?.[1];
  return { kind: "event", body, time: seconds === undefined ? null : Number(seconds) };
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

const DMA_NAME = /(?:^|[\s:])(dma_[a-z_]{1,32}):\s+(?=\S)/;

function dmaEvent(line: string): NamedEvent | null {
  if (!line.includes("dma_")) return null;
  const found = DMA_NAME.exec(line);
  const name = found?.[1];
  if (found === null || name === undefined) return null;
  return { name, start: found.index + found[0].indexOf(name), text: line.slice(found.index + found[0].length) };
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
