/**
 * Where the text of a preprocessed file came from, kept in flat arrays: a board has some ten thousand pieces, and most
 * are never asked about.
 */
import type { SourceFile, Via } from "../../base/source.js";

/** One reading of a file: the file, and the include that led to it (null for the input itself). */
export interface Reading {
  readonly source: SourceFile;
  readonly via: Via | null;
  /** The number of the reading that the include stands in; NONE for the input itself. */
  readonly includer: number;
}

/** What `Pieces` and `Expansions` say where there is no expansion. */
export const NONE = -1;

/** A growing list of 32-bit integers. */
export class IntList {
  private items = new Int32Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.items.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.length++] = value;
  }

  at(index: number): number {
    return this.items[index] ?? NONE;
  }

  set(index: number, value: number): void {
    this.items[index] = value;
  }

  /** Every number becomes another, in memory of the list's size. */
  rewrite(change: (value: number) => number): void {
    this.items = this.items.slice(0, this.length).map(change);
  }

  /** Gives back what was reserved and not needed. */
  trim(): void {
    this.items = this.items.slice(0, this.length);
  }

  /** What there is now; adding more may change it. */
  toArray(): Int32Array {
    return this.items.length > 2 * this.length ? this.items.slice(0, this.length) : this.items.subarray(0, this.length);
  }
}

/** A stretch of output that came from one stretch of one file; its output ends where the next piece starts. */
export class Pieces {
  /** Offset in the output; ascending. */
  private readonly starts = new IntList();
  private readonly readings = new IntList();
  private readonly fromStarts = new IntList();
  private readonly fromEnds = new IntList();
  private readonly expansions = new IntList();

  add(start: number, reading: number, fromStart: number, fromEnd: number, expansion: number): void {
    this.starts.push(start);
    this.readings.push(reading);
    this.fromStarts.push(fromStart);
    this.fromEnds.push(fromEnd);
    this.expansions.push(expansion);
  }

  get count(): number {
    return this.starts.length;
  }

  /** Gives the readings other numbers. Nothing may be added any more. */
  renumber(reading: (old: number) => number): void {
    this.readings.rewrite(reading);
    for (const list of [this.starts, this.fromStarts, this.fromEnds, this.expansions]) list.trim();
  }

  /** The piece that an output offset lies in; the last one for offsets beyond the end. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts.at(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  start(index: number): number {
    return this.starts.at(index);
  }

  reading(index: number): number {
    return this.readings.at(index);
  }

  /** First offset in the file of what the piece was made from. */
  fromStart(index: number): number {
    return this.fromStarts.at(index);
  }

  /** End (exclusive) in the file of what the piece was made from; the piece itself may be longer or shorter. */
  fromEnd(index: number): number {
    return this.fromEnds.at(index);
  }

  /** The macro expansion that the piece passed through last; NONE for text that no macro touched. */
  expansion(index: number): number {
    return this.expansions.at(index);
  }
}

/**
 * Macro uses. A use is written in a file (`parent` NONE or the use whose argument it stood in, `inBody` false) or in
 * the body of another macro (`inBody` true, `parent` that macro's use).
 */
export class Expansions {
  private names: string[] = [];
  private parents = new IntList();
  private inBodies = new IntList();
  private readings = new IntList();
  private starts = new IntList();
  private ends = new IntList();
  private bodyReadings = new IntList();

  /** Hands over all uses, and starts over: no number of a use means anything here any more. */
  cut(): Expansions {
    const taken = new Expansions();
    taken.take(this);
    this.take(new Expansions());
    return taken;
  }

  private take(other: Expansions): void {
    this.names = other.names;
    this.parents = other.parents;
    this.inBodies = other.inBodies;
    this.readings = other.readings;
    this.starts = other.starts;
    this.ends = other.ends;
    this.bodyReadings = other.bodyReadings;
  }

  /** Gives the readings other numbers. Nothing may be added any more. */
  renumber(reading: (old: number) => number): void {
    this.readings.rewrite(reading);
    this.bodyReadings.rewrite(reading);
    for (const list of [this.parents, this.inBodies, this.starts, this.ends]) list.trim();
  }

  /**
   * @param bodyReading the reading of the file in which the macro was defined
   * @returns the number of the use
   */
  add(
    name: string,
    parent: number,
    inBody: boolean,
    reading: number,
    start: number,
    end: number,
    bodyReading: number,
  ): number {
    this.names.push(name);
    this.parents.push(parent);
    this.inBodies.push(inBody ? 1 : 0);
    this.readings.push(reading);
    this.starts.push(start);
    this.ends.push(end);
    this.bodyReadings.push(bodyReading);
    return this.names.length - 1;
  }

  /** Makes a use reach as far as its closing parenthesis, where that stands in the same reading. */
  extend(use: number, reading: number, end: number): void {
    if (this.reading(use) === reading && end > this.end(use)) this.ends.set(use, end);
  }

  get count(): number {
    return this.names.length;
  }

  name(use: number): string {
    return this.names[use] ?? "";
  }

  parent(use: number): number {
    return this.parents.at(use);
  }

  inBody(use: number): boolean {
    return this.inBodies.at(use) === 1;
  }

  /** Of the file in which the use was written. */
  reading(use: number): number {
    return this.readings.at(use);
  }

  bodyReading(use: number): number {
    return this.bodyReadings.at(use);
  }

  start(use: number): number {
    return this.starts.at(use);
  }

  end(use: number): number {
    return this.ends.at(use);
  }
}
