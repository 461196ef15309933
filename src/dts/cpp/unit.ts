/**
 * A file as it was included once, with all that it includes: its text in pieces, and what reading it did to a run.
 * Wherever the macros that it looked at are the same, it comes out the same.
 */
import type { SourceFile } from "../../base/source.js";
import type { StoredFile } from "../../base/stored-file.js";
import type { DtsLimits } from "../options.js";
import type { IncludeFound } from "./include-search.js";
import type { Macro } from "./macro.js";
import type { MacroTable } from "./macro-table.js";
import type { Expansions, Pieces } from "./origins.js";
import type { TextPart } from "./output.js";
import type { ScannedFile } from "./scanned-file.js";

/** Text that stands together in one unit; whoever reads it further keeps what comes of it with this object. */
export interface Segment {
  readonly text: string;
  /** Their readings are numbered as in the unit that the text is of. */
  readonly pieces: Pieces;
  readonly expansions: Expansions;
  /** Readings that the unit knows. */
  readonly readings: number;
  /** By which it was read. */
  readonly limits: DtsLimits;
  /** The unit's file. */
  readonly file: ScannedFile;
}

/** A segment and, for each of its own numbers of readings, the number where it is used. */
export interface PlacedSegment {
  readonly segment: Segment;
  readonly readings: Int32Array;
}

/** Text of the input itself, or of a unit. */
export type RunPart =
  | { readonly kind: "own"; readonly text: TextPart }
  | { readonly kind: "segment"; readonly placed: PlacedSegment };

/** A reading inside a unit: included by another one, at offsets of that one's file. */
export interface InnerReading {
  readonly source: SourceFile;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Number in the unit; the unit's own file has the number 0, and none here. */
  readonly includer: number;
}

export interface Unit {
  /** Names that were no macros. */
  readonly undefined: Int32Array;
  /** Names that were macros, which ones, and which import their file was. */
  readonly defined: readonly { readonly name: number; readonly macro: Macro; readonly from: number }[];
  /** Readings from outside in which macros were defined: numbered behind the unit's own. */
  readonly imports: number;
  /** `reading` is a number in the unit. */
  readonly writes: readonly { readonly name: number; readonly macro: Macro | null; readonly reading: number }[];
  /** But for the first, which is the unit's own file. */
  readonly inner: readonly InnerReading[];
  readonly segments: readonly PlacedSegment[];
  /** What was read and searched for, in that order. */
  readonly found: readonly (StoredFile | IncludeFound)[];
  readonly cost: UnitCost;
}

interface UnitCost {
  readonly steps: number;
  readonly includes: number;
  readonly expansions: number;
  readonly characters: number;
  /** Files open at once, the unit's own among them. */
  readonly depth: number;
}

/**
 * Whether the macros are such that the unit would come out the same.
 *
 * @returns the number, in the run, of each reading that the unit imports; null if it would not
 */
export function importsOf(unit: Unit, macros: MacroTable): Int32Array | null {
  for (const name of unit.undefined) {
    if (macros.find(name) !== null) return null;
  }
  const imports = new Int32Array(unit.imports).fill(-1);
  for (const { name, macro, from } of unit.defined) {
    if (macros.find(name) !== macro) return null;
    const reading = macros.reading(name);
    if (imports[from] === -1) imports[from] = reading;
    else if (imports[from] !== reading) return null;
  }
  return imports;
}
