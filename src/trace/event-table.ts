/** All events of a trace, row by row. */
import { bytes, floats, integers, numberOrNull } from "../base/columns.js";
import type { EventBody, TraceEvent, TraceSegment } from "./model.js";

/** What a row's flags say. */
const IS_DMA = 1;
const IS_UNMAP = 2;
const IS_TRUNCATED = 4;
const HAS_ADDRESS = 8;
const IS_LIST = 16;

const NO_SEGMENTS: readonly TraceSegment[] = [];

export class EventTable implements Iterable<TraceEvent> {
  private rows = 0;
  private readonly flags = bytes();
  private readonly devices = integers();
  private readonly pages = floats();
  private readonly offsets = integers();
  private readonly sizes = floats();
  private readonly physical = floats();
  private readonly times = floats();
  private readonly lines = integers();
  private readonly more = new Map<number, readonly TraceSegment[]>();
  /** Every device's name once, 0 for none. */
  private readonly names: (string | null)[] = [null];
  private readonly numbers = new Map<string, number>();

  get length(): number {
    return this.rows;
  }

  /** Every device that an event names, in the order of their first. */
  get deviceNames(): readonly string[] {
    return [...this.numbers.keys()];
  }

  /** @param time and `line` as in a `TraceEvent` */
  add(event: EventBody, time: number | null, line: number): void {
    const { first, more, device } = event;
    this.flags.push(flagsOf(event));
    this.devices.push(device === null ? 0 : this.numberOf(device));
    this.pages.push(first?.page ?? 0);
    this.offsets.push(first?.offset ?? 0);
    this.sizes.push(first?.bytes ?? 0);
    this.physical.push(event.physicalPage ?? Number.NaN);
    this.times.push(time ?? Number.NaN);
    this.lines.push(line);
    if (more.length > 0) this.more.set(this.rows, more);
    this.rows++;
  }

  *[Symbol.iterator](): Generator<TraceEvent, void, undefined> {
    for (let row = 0; row < this.rows; row++) yield this.row(row);
  }

  private row(row: number): TraceEvent {
    const flags = this.flags.at(row);
    const first = { page: this.pages.at(row), offset: this.offsets.at(row), bytes: this.sizes.at(row) };
    return {
      layer: flags & IS_DMA ? "dma" : "iommu",
      action: flags & IS_UNMAP ? "unmap" : "map",
      device: this.names[this.devices.at(row)] ?? null,
      first: flags & HAS_ADDRESS ? first : null,
      more: this.more.get(row) ?? NO_SEGMENTS,
      isList: (flags & IS_LIST) !== 0,
      physicalPage: numberOrNull(this.physical.at(row)),
      isTruncated: (flags & IS_TRUNCATED) !== 0,
      time: numberOrNull(this.times.at(row)),
      line: this.lines.at(row),
    };
  }

  private numberOf(device: string): number {
    const known = this.numbers.get(device);
    if (known !== undefined) return known;
    const number = this.names.length;
    // A piece of a line would keep the line's whole text alive: the name is copied.
    const name = [...device].join("");
    this.names.push(name);
    this.numbers.set(name, number);
    return number;
  }
}

const flagsOf = ({ layer, action, isTruncated, first, isList }: EventBody): number =>
  (layer === "dma" ? IS_DMA : 0) |
  (action === "unmap" ? IS_UNMAP : 0) |
  (isTruncated ? IS_TRUNCATED : 0) |
  (first === null ? 0 : HAS_ADDRESS) |
  (isList ? IS_LIST : 0);
