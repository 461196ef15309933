/** The C preprocessor for device trees: what `cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp` does. */
import type { BoardFiles } from "../base/board-files.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { nearestName } from "../base/nearest.js";
import type { SourceFile } from "../base/source.js";
import { folderOf } from "./cpp/include-search.js";
import type { Reading } from "./cpp/origins.js";
import { Run } from "./cpp/run.js";
import { RunState } from "./cpp/run-state.js";
import { storeScans } from "./cpp/store-scans.js";
import type { RunPart } from "./cpp/unit.js";
import { UnitRun } from "./cpp/unit-run.js";
import type { ExpandedText } from "./expanded-text.js";
import type { DtsOptions } from "./options.js";

export interface Preprocessed {
  readonly text: ExpandedText;
  readonly diagnostics: readonly Diagnostic[];
  /** A limit was reached, or too many errors: the text ends before the source does. */
  readonly isCut: boolean;
  /** Paths of all included files, in the order of first inclusion. */
  readonly includedFiles: readonly string[];
  /**
   * What may help with a name that is no macro where one was meant: the header that defines it, or a macro of nearly
   * that name. Null if there is nothing to say.
   */
  readonly findMacro: (name: string) => string | null;
}

/**
 * Expands a source. All errors are reported, and reading goes on behind each, as if the faulty directive or macro use
 * were not there; only what exceeds a limit ends it, with what there is of the text by then.
 *
 * As cpp, with these differences: a missing include is not the end; `__DATE__`, `__TIME__` and `__TIMESTAMP__` are
 * always the same, since the same input must always give the same output; assertions (`#assert`) are errors; comments leave
 * blanks, and no line markers are written: positions are in the text's origins.
 */
export function preprocess(source: SourceFile, options: DtsOptions, files: BoardFiles): Preprocessed {
  return storeScans.of(files.store).macroTables.use((macros) => {
    const state = new RunState(source, options, files, macros);
    const run = new Run(state);
    run.define(options.defines);
    run.read();
    return {
      text: state.output.toText(state.readings),
      diagnostics: state.reports.diagnostics,
      isCut: state.stopped,
      includedFiles: [...state.includedFiles],
      findMacro: macroHint(state, macros.clear()),
    };
  });
}

/** A source's text, with the includes apart that other boards have in common with it. */
export interface PreprocessedParts {
  readonly parts: readonly RunPart[];
  readonly readings: readonly Reading[];
  /** Told of a part that makes no sense alone: no later board will have it as a part. */
  readonly joinUp: (part: RunPart) => void;
}

/**
 * The same where includes that an earlier board of the store has brought in are not read again.
 *
 * @returns null for the first board, and where something is to be said of the source or a part could not be relied on
 */
export function preprocessParts(source: SourceFile, options: DtsOptions, files: BoardFiles): PreprocessedParts | null {
  const scans = storeScans.of(files.store);
  const units = scans.unitsFor(folderOf(source.path), options);
  if (units === null) return null;
  return scans.macroTables.use((macros) => {
    const state = new RunState(source, options, files, macros);
    const unitRun = new UnitRun(state, units);
    state.units = unitRun;
    const run = new Run(state);
    run.define(options.defines);
    run.read();
    macros.watch = null;
    macros.clear();
    if (state.stopped || !state.reports.isEmpty || unitRun.isSpoiled) return null;
    return { parts: unitRun.finish(), readings: state.readings, joinUp: (part) => unitRun.joinUp(part) };
  });
}

/** @param defined the macros at the end of the run */
function macroHint(
  { source, options, scans, names, includedFiles }: RunState,
  defined: readonly number[],
): (name: string) => string | null {
  return (name) => {
    const place = scans.macroSearch(folderOf(source.path), options.includeFolders).find(name);
    if (place !== null) {
      return includedFiles.has(place.path)
        ? `'${place.path}' defines it, but in a part that is not read here`
        : `'#include ${place.operand}' defines it`;
    }
    const near = nearestName(
      name,
      defined.map((each) => names.text(each)),
    );
    return near === null ? null : `did you mean '${near}'?`;
  };
}
