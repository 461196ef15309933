/** What a stretch of a run looks up among the macros, and what it changes: all that its outcome depends on, and does. */
import type { Macro } from "./macro.js";

/** The first look at a name, before the stretch itself has changed it. */
export interface MacroRead {
  readonly name: number;
  /** Null if no macro has the name. */
  readonly macro: Macro | null;
  /** Of the file that the macro is defined in; 0 for none. */
  readonly reading: number;
}

export class MacroWatch {
  readonly reads: MacroRead[] = [];
  /** Definitions and, with a null, their ends, in the order in which they came. */
  readonly writes: MacroRead[] = [];
  /** By name: it needs no more looking at. */
  private seen = new Uint8Array(4096);

  read(name: number, macro: Macro | null, reading: number): void {
    if (name < 0 || this.seen[name] === 1) return;
    this.see(name);
    this.reads.push({ name, macro, reading });
  }

  wrote(name: number, macro: Macro | null, reading: number): void {
    this.see(name);
    this.writes.push({ name, macro, reading });
  }

  private see(name: number): void {
    if (name >= this.seen.length) {
      const larger = new Uint8Array(2 * name);
      larger.set(this.seen);
      this.seen = larger;
    }
    this.seen[name] = 1;
  }
}
