/** What one file of this folder says: which events it reads, and how. */
import type { EventBody, TraceSegment } from "../model.js";

export interface EventReader {
  /** Names as the kernel's event files below `events/` have them, without the system. */
  readonly names: readonly string[];
  /** @param text what stands behind the name. @returns null where it lacks what it must have: a cut line */
  readonly read: (text: string) => EventBody | null;
}

export const NO_SEGMENTS: readonly TraceSegment[] = [];

/** The device stands first in every event of the DMA API (include/trace/events/dma.h, 6.12 and later). */
export function deviceOf(text: string): string | null {
  const end = text.indexOf(" ");
  const word = end < 0 ? text : text.slice(0, end);
  return word === "" || word.includes("=") ? null : word;
}
