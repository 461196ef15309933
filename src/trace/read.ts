/** A trace's text to its events. */
import { unwatched } from "../base/watch.js";
import type { EventLine } from "./event-line.js";
import { beginsEvent, readLine } from "./event-line.js";
import { EventTable } from "./event-table.js";
import { type TextLine, textLines } from "./lines.js";
import type { Trace } from "./model.js";

/** A mail breaks a line of a trace into so many at most. */
const MOST_PARTS = 8;
/** As many unreadable lines are named. */
const NAMED_LINES = 10;

const MEBIBYTE = 1 << 20;

/** Any text is read; what is no event of interest is passed over, what is one and cannot be read is counted. */
export function readTrace(bytes: Uint8Array, watch = unwatched): Trace {
  const reading = new Reading();
  const step = watch({ unit: "MiB", total: Math.max(1, Math.ceil(bytes.length / MEBIBYTE)) });
  const reached = (at: number) => step(Math.floor(at / MEBIBYTE), "reading the trace");
  for (const line of textLines(bytes, reached)) reading.take(line);
  return reading.finish();
}

class Reading {
  private readonly events = new EventTable();
  private readonly unreadable: number[] = [];
  private unreadableCount = 0;
  private lostEvents = 0;
  private failures = 0;
  /** The parts of an event whose line is broken. */
  private broken: { parts: string[]; readonly line: number; state: "incomplete" | "head" } | null = null;

  take({ text, number }: TextLine): void {
    if (this.broken !== null && this.joined(text)) return;
    this.settle(readLine(text), text, number);
  }

  finish(): Trace {
    this.giveUp();
    const { events, lostEvents, failures, unreadable: lines } = this;
    return {
      events,
      devices: events.deviceNames,
      lostEvents,
      failures,
      unreadable: { count: this.unreadableCount, lines },
    };
  }

  /** Whether the line went on with the broken one. */
  private joined(text: string): boolean {
    const { broken } = this;
    if (broken === null || text.trim() === "" || beginsEvent(text) || broken.parts.length >= MOST_PARTS) {
      this.giveUp();
      return false;
    }
    broken.parts.push(text.trim());
    const whole = readLine(broken.parts.join(" "));
    if (whole.kind === "incomplete" || whole.kind === "head") broken.state = whole.kind;
    else {
      this.broken = null;
      this.settle(whole, text, broken.line);
    }
    return true;
  }

  private settle(found: EventLine, text: string, line: number): void {
    switch (found.kind) {
      case "event":
        this.events.add(found.body, found.time, line);
        return;
      case "incomplete":
      case "head":
        this.broken = { parts: [text], line, state: found.kind };
        return;
      case "failure":
        this.failures++;
        return;
      case "lost":
        this.lostEvents += found.events;
        return;
      case "other":
        return;
    }
  }

  private giveUp(): void {
    if (this.broken?.state === "incomplete") {
      this.unreadableCount++;
      if (this.unreadable.length < NAMED_LINES) this.unreadable.push(this.broken.line);
    }
    this.broken = null;
  }
}
