/** The macros that are defined at some point of a run. */
import type { Macro } from "./macro.js";
import type { Names } from "./names.js";

/**
 * One table serves all runs of a cache, one after the other: with the identifiers of a whole kernel in it, making a
 * new one takes longer than reading a board.
 */
export class MacroTable {
  /** By name; null where no macro is defined. */
  private readonly slots: (Macro | null)[] = [];
  /** By name: the reading of the file that the definition stands in. */
  private readonly readings: number[] = [];
  /** Names that have been defined since the table was empty. */
  private readonly touched: number[] = [];

  clear(): void {
    for (const name of this.touched) this.slots[name] = null;
    this.touched.length = 0;
  }

  find(name: number): Macro | null {
    return name < this.slots.length ? (this.slots[name] ?? null) : null;
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
  }

  /** The names of the macros that are defined now. */
  *definedNames(names: Names): Iterable<string> {
    for (const name of this.touched) {
      if (this.find(name) !== null) yield names.text(name);
    }
  }

  undefine(name: number): void {
    if (name < this.slots.length) this.slots[name] = null;
  }
}
