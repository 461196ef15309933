/**
 * The bytes and markers of every property of one source: a board has some fifty thousand cells, and few of them are
 * ever looked at. A property takes its part out when someone asks.
 */
import type { SourceTexts } from "../lexer/source-texts.js";
import { MarkerList } from "./marker-list.js";

const BACKSLASH = 92;

export class ValueStore {
  readonly markers: MarkerList;
  private bytes = new Uint8Array();
  length = 0;

  constructor(
    readonly texts: SourceTexts,
    markers = new MarkerList(texts),
  ) {
    this.markers = markers;
  }

  /**
   * The same values for another board, in whose texts they stand further on by `base`. References in them may be
   * written, but nothing appended.
   */
  placed(texts: SourceTexts, base: number): ValueStore {
    const store = new ValueStore(texts, this.markers.placed(texts, base));
    store.bytes = this.bytes.slice(0, this.length);
    store.length = this.length;
    return store;
  }

  /** A big-endian number of `width` bytes (1, 2, 4 or 8) at the end. */
  appendNumber(width: number, high: number, low: number): void {
    this.reserve(8);
    const at = this.length;
    this.length = at + width;
    if (width === 8) {
      this.writeCell(at, high);
      this.writeCell(at + 4, low);
    } else if (width === 4) {
      this.writeCell(at, low);
    } else {
      if (width === 2) this.bytes[at] = low >> 8;
      this.bytes[at + width - 1] = low;
    }
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** One byte per character, if all are ASCII and no backslash is among them. @returns false if nothing was written */
  appendPlain(text: string): boolean {
    this.reserve(text.length);
    const { bytes, length } = this;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127 || c === BACKSLASH) return false;
      bytes[length + i] = c;
    }
    this.length = length + text.length;
    return true;
  }

  writeCell(at: number, value: number): void {
    this.bytes[at] = value >> 24;
    this.bytes[at + 1] = value >> 16;
    this.bytes[at + 2] = value >> 8;
    this.bytes[at + 3] = value;
  }

  /** Shares the store's memory until the store grows: for reading at once, or when nothing more is written. */
  view(start: number, length: number): Uint8Array {
    return this.bytes.subarray(start, start + length);
  }

  /** Gives back what was reserved and not needed. Nothing may be appended any more. */
  trim(): void {
    this.bytes = this.bytes.slice(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(4096, this.bytes.length * 2, this.length + count));
    larger.set(this.view(0, this.length));
    this.bytes = larger;
  }
}
