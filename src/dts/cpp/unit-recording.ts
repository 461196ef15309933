/** From what was noted while a file was read to the unit that later boards take over. */
import type { StoredFile } from "../../base/stored-file.js";
import type { DtsLimits } from "../options.js";
import type { IncludeFound } from "./include-search.js";
import type { MacroRead, MacroWatch } from "./macro-watch.js";
import { NONE, type Reading } from "./origins.js";
import type { RunState } from "./run-state.js";
import type { ScannedFile } from "./scanned-file.js";
import type { InnerReading, PlacedSegment, RunPart, Unit } from "./unit.js";

export interface Recording {
  readonly key: string;
  readonly file: ScannedFile;
  readonly watch: MacroWatch;
  /** Files open around it. */
  readonly depth: number;
  /** The most files open at once so far. */
  deepest: number;
  readonly found: Set<StoredFile | IncludeFound>;
  /** Where its own begin among the run's parts and readings, and what had been spent. */
  readonly firstPart: number;
  readonly firstReading: number;
  readonly before: {
    readonly steps: number;
    readonly includes: number;
    readonly expansions: number;
    readonly characters: number;
  };
}

interface Made {
  readonly unit: Unit;
  /** For each number in the unit, the one in the run. */
  readonly numbers: Int32Array;
}

/** Null where something in it comes from outside in a way that another board could not follow. */
export function unitOf(
  recording: Recording,
  parts: readonly RunPart[],
  { readings, spent, output }: RunState,
  limits: DtsLimits,
): Made | null {
  const { firstReading, watch, before, found, file } = recording;
  const own = readings.length - firstReading;
  const numbering = new Numbering(firstReading, own, watch.reads);
  const segments = parts.map((part) => segmentOf(part, numbering, file, limits));
  const unit: Unit = {
    undefined: Int32Array.from(watch.reads.filter(({ macro }) => macro === null).map(({ name }) => name)),
    defined: watch.reads.flatMap(({ name, macro, reading }) =>
      macro === null ? [] : [{ name, macro, from: numbering.of(reading) - own }],
    ),
    imports: numbering.imports.length,
    writes: watch.writes.map((write) =>
      write.macro === null ? write : { ...write, reading: numbering.of(write.reading) },
    ),
    inner: readings.slice(firstReading + 1).flatMap((reading) => innerOf(reading, firstReading)),
    segments,
    found: [...found],
    cost: {
      steps: spent.steps - before.steps,
      includes: spent.includes - before.includes,
      expansions: spent.expansions - before.expansions,
      characters: output.length - before.characters,
      depth: recording.deepest - recording.depth,
    },
  };
  if (numbering.isForeign || unit.inner.length !== own - 1) return null;
  return { unit, numbers: numbering.numbers() };
}

/** The run's numbers of readings, as a unit has them: first its own, then those that its macros come from. */
class Numbering {
  /** A number came that is neither. */
  isForeign = false;
  readonly imports: readonly number[];
  private readonly imported: ReadonlyMap<number, number>;

  constructor(
    private readonly first: number,
    private readonly own: number,
    reads: readonly MacroRead[],
  ) {
    this.imports = [...new Set(reads.filter(({ macro }) => macro !== null).map(({ reading }) => reading))];
    this.imported = new Map(this.imports.map((reading, index) => [reading, own + index]));
  }

  readonly of = (reading: number): number => {
    if (reading >= this.first) return reading - this.first;
    const imported = this.imported.get(reading);
    if (imported === undefined) this.isForeign = true;
    return imported ?? 0;
  };

  /** In the run, by the number in the unit. */
  numbers(): Int32Array {
    return Int32Array.from({ length: this.own + this.imports.length }, (_, i) =>
      i < this.own ? this.first + i : (this.imports[i - this.own] ?? NONE),
    );
  }

  get count(): number {
    return this.own + this.imports.length;
  }
}

function segmentOf(part: RunPart, numbering: Numbering, file: ScannedFile, limits: DtsLimits): PlacedSegment {
  if (part.kind === "segment") {
    const { segment, readings } = part.placed;
    return { segment, readings: readings.map(numbering.of) };
  }
  const { text, pieces, expansions } = part.text;
  pieces.renumber(numbering.of);
  expansions.renumber(numbering.of);
  const segment = { text, pieces, expansions, readings: numbering.count, limits, file };
  return { segment, readings: Int32Array.from({ length: numbering.count }, (_, i) => i) };
}

/** Nothing where the include is no plain one. */
function innerOf({ source, via, includer }: Reading, first: number): InnerReading[] {
  if (via?.kind !== "include" || includer < first) return [];
  return [{ source, name: via.name, start: via.at.start, end: via.at.end, includer: includer - first }];
}
