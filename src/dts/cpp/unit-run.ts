/** Units in a run of the preprocessor: taken over where one fits, made where none does. */
import type { Via } from "../../base/source.js";
import type { StoredFile } from "../../base/stored-file.js";
import type { FileFrame } from "./file-frame.js";
import type { FoundFile, IncludeFound } from "./include-search.js";
import { MacroWatch } from "./macro-watch.js";
import { NONE } from "./origins.js";
import type { RunState } from "./run-state.js";
import type { ScannedFile } from "./scanned-file.js";
import type { RunPart, Unit } from "./unit.js";
import type { UnitCache } from "./unit-cache.js";
import type { UnitKeeper } from "./unit-keeper.js";
import { type Recording, unitOf } from "./unit-recording.js";

export class UnitRun implements UnitKeeper {
  readonly parts: RunPart[] = [];
  /** What was done depends on more than units know of: the parts are not to be relied on. */
  isSpoiled = false;
  private readonly open: Recording[] = [];

  constructor(
    private readonly state: RunState,
    private readonly cache: UnitCache,
  ) {}

  /** @returns false if the file is to be read; what comes of it may be kept then */
  takeOver({ path, folderIndex }: FoundFile, file: ScannedFile, via: Via): boolean {
    const { state, cache } = this;
    if (this.isSpoiled || state.inArguments || state.onceOnly.size > 0 || cache.isInline(file)) return false;
    const key = `${folderIndex}\0${path}`;
    const { watch } = state.macros;
    state.macros.watch = null;
    const known = cache.find(key, state.macros);
    state.macros.watch = watch;
    if (known === null) this.begin(key, file);
    else if (this.isAffordable(known.unit)) {
      this.replay(known.unit, known.imports, file, via);
      return true;
    }
    return false;
  }

  noteSearch(found: IncludeFound): void {
    this.open.at(-1)?.found.add(found);
  }

  noteFile(file: StoredFile): void {
    this.open.at(-1)?.found.add(file);
  }

  noteDepth(): void {
    const recording = this.open.at(-1);
    if (recording !== undefined) recording.deepest = Math.max(recording.deepest, this.state.frames.length);
  }

  /** Something is done that depends on more than the macros, or changes more. */
  spoil(): void {
    this.isSpoiled = true;
    for (const { file } of this.open) this.cache.setInline(file);
  }

  /** A file has been read to its end. */
  endOf(frame: FileFrame): void {
    const { state } = this;
    const recording = this.open.at(-1);
    if (recording === undefined || recording.depth !== state.frames.length || recording.file !== frame.file) return;
    this.cut();
    this.open.pop();
    const outer = this.open.at(-1);
    state.macros.watch = outer?.watch ?? null;
    if (!state.reports.isEmpty) this.isSpoiled = true;
    if (this.isSpoiled) return;
    const own = this.parts.splice(recording.firstPart);
    const unit = unitOf(recording, own, state, this.cache.limits);
    if (unit === null) {
      this.isSpoiled = true;
      this.cache.setInline(recording.file);
      return;
    }
    this.cache.add(recording.key, unit.unit);
    this.place(unit.unit, unit.numbers);
    if (outer === undefined) return;
    for (const { name, macro, reading } of recording.watch.reads) outer.watch.read(name, macro, reading);
    for (const { name, macro, reading } of recording.watch.writes) outer.watch.wrote(name, macro, reading);
    for (const found of recording.found) outer.found.add(found);
    outer.deepest = Math.max(outer.deepest, recording.deepest);
  }

  /** The input has been read to its end. */
  finish(): readonly RunPart[] {
    this.cut();
    return this.parts;
  }

  /** A part of the run makes no sense alone. */
  joinUp(part: RunPart): void {
    if (part.kind === "segment") this.cache.setInline(part.placed.segment.file);
  }

  private begin(key: string, file: ScannedFile): void {
    const { state } = this;
    this.cut();
    const watch = new MacroWatch();
    state.macros.watch = watch;
    const depth = state.frames.length;
    this.open.push({
      key,
      file,
      watch,
      depth,
      deepest: depth + 1,
      found: new Set(),
      firstPart: this.parts.length,
      firstReading: state.readings.length,
      before: { ...state.spent, characters: state.output.length },
    });
  }

  /** What has been written up to here is a text of its own. */
  private cut(): void {
    const { state } = this;
    state.spent.expansions += state.expansions.count;
    const text = state.output.cut();
    state.spans.forget();
    if (/\S/.test(text.text)) this.parts.push({ kind: "own", text });
  }

  /** Where it would go beyond a limit, the file is read to see where. */
  private isAffordable({ cost }: Unit): boolean {
    const { spent, options, frames, output, expansions } = this.state;
    const { limits } = options;
    return (
      spent.steps + cost.steps <= limits.preprocessorSteps &&
      spent.includes + cost.includes <= limits.includes &&
      spent.expansions + expansions.count + cost.expansions <= limits.macroExpansions &&
      output.length + cost.characters <= limits.expandedBytes &&
      frames.length + cost.depth <= limits.includeDepth
    );
  }

  private replay(unit: Unit, imports: Int32Array, file: ScannedFile, via: Via): void {
    const { state } = this;
    const { readings, spent } = state;
    const outer = this.open.at(-1);
    if (outer !== undefined) {
      for (const name of unit.undefined) outer.watch.read(name, null, 0);
      for (const { name, macro } of unit.defined) outer.watch.read(name, macro, state.macros.reading(name));
      outer.deepest = Math.max(outer.deepest, state.frames.length + unit.cost.depth);
    }
    const first = readings.length;
    const numbers = new Int32Array(1 + unit.inner.length + unit.imports);
    for (let i = 0; i <= unit.inner.length; i++) numbers[i] = first + i;
    numbers.set(imports, 1 + unit.inner.length);
    readings.push({ source: file.source, via, includer: state.frame.reading });
    for (const { source, name, start, end, includer } of unit.inner) {
      const from = readings[first + includer];
      const at = { source: from?.source ?? source, start, end, via: from?.via ?? null };
      readings.push({ source, via: { kind: "include", name, at }, includer: first + includer });
    }
    for (const { name, macro, reading } of unit.writes) {
      if (macro === null) state.macros.undefine(name);
      else state.macros.define(macro, numbers[reading] ?? NONE);
    }
    for (const found of unit.found) {
      if ("missed" in found) {
        state.files.noteSearch(found);
        this.noteSearch(found);
      } else {
        state.files.note(found);
        this.noteFile(found);
      }
    }
    spent.steps += unit.cost.steps;
    spent.includes += unit.cost.includes;
    if (unit.segments.length > 0) this.cut();
    spent.expansions += unit.cost.expansions;
    state.output.skip(unit.cost.characters);
    this.place(unit, numbers);
  }

  private place({ segments }: Unit, numbers: Int32Array): void {
    for (const { segment, readings } of segments) {
      const here = readings.map((reading) => numbers[reading] ?? NONE);
      this.parts.push({ kind: "segment", placed: { segment, readings: here } });
    }
  }
}
