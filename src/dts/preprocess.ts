/** The C preprocessor for device trees: what `cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp` does. */
import type { BoardFiles } from "../base/board-files.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { nearestName } from "../base/nearest.js";
import { SourceFile } from "../base/source.js";
import { folderOf } from "./cpp/include-search.js";
import { commandLine, Run } from "./cpp/run.js";
import { RunState } from "./cpp/run-state.js";
import { storeScans } from "./cpp/store-scans.js";
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
    run.define(new SourceFile("<command line>", commandLine(options.defines)));
    run.read(source);
    return {
      text: state.output.toText(state.readings),
      diagnostics: state.reports.diagnostics,
      isCut: state.stopped,
      includedFiles: [...state.includedFiles],
      findMacro: macroHint(state, macros.clear()),
    };
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
