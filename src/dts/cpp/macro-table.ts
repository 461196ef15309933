/** The macros that are defined at some point of a run. */
import type { Macro } from "./macro.js";

export class MacroTable {
  /** By name; null where no macro is defined. */
  private readonly slots: (Macro | null)[];
  /** By name: the reading of the file that the definition stands in. */
  private readonly readings: number[];

  /** @param nameCount names known so far */
  constructor(nameCount: number) {
    this.slots = new Array<Macro | null>(nameCount).fill(null);
    this.readings = new Array<number>(nameCount).fill(0);
  }

  find(name: number): Macro | null {
    return this.slots[name] ?? null;
  }

  reading(name: number): number {
    return this.readings[name] ?? 0;
  }

  define(macro: Macro, reading: number): void {
    while (this.slots.length <= macro.name) {
      this.slots.push(null);
      this.readings.push(0);
    }
    this.slots[macro.name] = macro;
    this.readings[macro.name] = reading;
  }

  undefine(name: number): void {
    if (name < this.slots.length) this.slots[name] = null;
  }
}
