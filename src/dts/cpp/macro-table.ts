/** The macros that are defined at some point of a run. */
import type { Macro } from "./macro.js";
import type { MacroWatch } from "./macro-watch.js";

/** Belongs to one run while that lasts; empty, it may serve another one after it. */
export class MacroTable {
  /** By name; null where no macro is defined. */
  private readonly slots: (Macro | null)[] = [];
  /** By name: the reading of the file that the definition stands in. */
  private readonly readings: number[] = [];
  /** Is told what is looked up and what changes; null where nobody wants to know. */
  watch: MacroWatch | null = null;
  /** Names that have been defined since the table was empty. */
  private readonly touched: number[] = [];

  /** @returns the names of the macros that were defined, in the order of their definition */
  clear(): readonly number[] {
    const defined = this.touched.filter((name) => this.find(name) !== null);
    for (const name of this.touched) this.slots[name] = null;
    this.touched.length = 0;
    return defined;
  }

  find(name: number): Macro | null {
    const macro = name < this.slots.length ? (this.slots[name] ?? null) : null;
    if (this.watch !== null) this.watch.read(name, macro, macro === null ? 0 : this.reading(name));
    return macro;
  }

  reading(name: number): number {
    return this.readings[name] ?? 0;
  }

  define(macro: Macro, reading: number): void {
    while (this.slots.length <= macro.name) {
      this.slots.push(null);
      this.readings.push(0);
    }
    if (this.slots[macro.name] === null) this.touched.push(macro.name);
    this.slots[macro.name] = macro;
    this.readings[macro.name] = reading;
    this.watch?.wrote(macro.name, macro, reading);
  }

  undefine(name: number): void {
    if (name < this.slots.length) this.slots[name] = null;
    this.watch?.wrote(name, null, 0);
  }
}
