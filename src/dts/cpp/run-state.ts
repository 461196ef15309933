/** Everything that one run of the preprocessor knows and its parts share. */
import type { BoardFiles } from "../../base/board-files.js";
import type { RelatedLocation } from "../../base/diagnostic.js";
import { atSpan, type SourceFile, type Span, type Via } from "../../base/source.js";
import type { DtsOptions } from "../options.js";
import type { FileFrame } from "./file-frame.js";
import { folderOf, type IncludeFound, type IncludeSearch } from "./include-search.js";
import { endInFile, startInFile } from "./logical-lines.js";
import type { Macro } from "./macro.js";
import type { MacroTable } from "./macro-table.js";
import type { Names } from "./names.js";
import { OriginSpans } from "./origin-spans.js";
import { Expansions, NONE, type Reading } from "./origins.js";
import { Output } from "./output.js";
import { Reports } from "./reports.js";
import { type StoreScans, storeScans } from "./store-scans.js";
import type { Token } from "./token.js";
import type { Origin } from "./token-run.js";
import type { UnitKeeper } from "./unit-keeper.js";

export class RunState {
  readonly scans: StoreScans;
  readonly names: Names;
  readonly expansions = new Expansions();
  readonly readings: Reading[] = [];
  readonly spans = new OriginSpans(this.expansions, this.readings);
  readonly frames: FileFrame[] = [];
  readonly reports = new Reports();
  readonly output = new Output(this.expansions);
  readonly search: IncludeSearch;
  /** Macros that are being expanded just now, which must not be expanded inside (C11 6.10.3.4). */
  readonly disabled = new Set<Macro>();
  /** Paths of included files, in the order of first inclusion. */
  readonly includedFiles = new Set<string>();
  /** Real paths of files that are not to be read again. */
  readonly onceOnly = new Set<string>();
  /** What `#pragma push_macro` put away; null for a name that was no macro. */
  readonly savedMacros = new Map<number, ({ readonly macro: Macro; readonly reading: number } | null)[]>();
  /** What `__COUNTER__` gives next. */
  counter = 0;
  /** Inside a directive `__has_include` may be asked. */
  inDirective = false;
  /** A macro's arguments are being read, from one file into the next if need be. */
  inArguments = false;
  stopped = false;
  /** What has been done elsewhere and is taken over; null where everything is done here. */
  units: UnitKeeper | null = null;
  /** Work done so far; of the expansions, those that are not in `expansions` any more. */
  readonly spent = { steps: 0, includes: 0, expansions: 0 };

  constructor(
    readonly source: SourceFile,
    readonly options: DtsOptions,
    readonly files: BoardFiles,
    readonly macros: MacroTable,
  ) {
    this.scans = storeScans.of(files.store);
    this.names = this.scans.names;
    this.search = this.scans.search(folderOf(source.path), options);
  }

  get frame(): FileFrame {
    const frame = this.frames.at(-1);
    if (frame === undefined) throw new RangeError("no file is being read");
    return frame;
  }

  /** As `IncludeSearch.find`; the board remembers what was missing. */
  lookFor(name: string, beside: string | null, from: number): IncludeFound {
    const found = this.search.find(name, beside, from);
    this.files.noteSearch(found);
    this.units?.noteSearch(found);
    return found;
  }

  /** @returns the number of a new reading of a file */
  addReading(source: SourceFile, via: Via | null, includer = NONE): number {
    this.readings.push({ source, via, includer });
    return this.readings.length - 1;
  }

  /** Offsets of the scanned text of a file that is being read. */
  spanIn(frame: FileFrame, start: number, end: number): Span {
    const { file, reading } = frame;
    const from = startInFile(file, start);
    return this.spans.span(reading, from, Math.max(from, endInFile(file, end)), NONE);
  }

  /** Where a token stands in a file, or the use there whose expansion it comes from. */
  spanOfToken(token: Token, origin: Origin): Span {
    return origin < 0 ? this.spans.span(~origin, token.start, token.end, NONE) : this.outermostSpan(origin, origin);
  }

  /** Where a macro is used; for a use in the body of another, where that is used. */
  spanOfUse(use: number): Span {
    return this.outermostSpan(use, this.expansions.parent(use));
  }

  private outermostSpan(use: number, via: number): Span {
    const { expansions } = this;
    const outer = this.spans.outermost(use);
    return this.spans.span(expansions.reading(outer), expansions.start(outer), expansions.end(outer), via);
  }

  /** Where a macro is defined now, if that is in a file. */
  definitionOf(macro: Macro): readonly RelatedLocation[] {
    const { definition } = macro;
    if (definition === null || this.macros.find(macro.name) !== macro) return [];
    const { file, nameStart, nameEnd } = definition;
    const reading = this.macros.reading(macro.name);
    const span = this.spans.span(reading, startInFile(file, nameStart), endInFile(file, nameEnd), NONE);
    return [{ message: `'${this.names.text(macro.name)}' is defined here`, location: atSpan(span) }];
  }

  /** Grants work until the limit is reached, which ends the run. */
  spend(steps: number): boolean {
    this.spent.steps += steps;
    const limit = this.options.limits.preprocessorSteps;
    if (this.spent.steps <= limit) return true;
    this.stop("preprocessor-steps", `preprocessing takes more than ${limit} steps`, this.hereSpan());
    return false;
  }

  countExpansion(use: number): boolean {
    const limit = this.options.limits.macroExpansions;
    if (this.expansions.count + this.spent.expansions > limit) {
      this.stop("macro-expansions", `more than ${limit} macro expansions`, this.spanOfUse(use));
    }
    return !this.stopped;
  }

  countInclude(span: Span): boolean {
    const limit = this.options.limits.includes;
    if (++this.spent.includes > limit) this.stop("include-count", `more than ${limit} files are included`, span);
    return !this.stopped;
  }

  checkOutput(): void {
    const limit = this.options.limits.expandedBytes;
    if (this.output.length > limit) {
      this.stop("expanded-size", `the preprocessed text is longer than ${limit} bytes`, this.hereSpan());
    }
  }

  /** Ends the run for a reason that makes going on pointless or dangerous. */
  stop(code: string, message: string, span: Span, hint: string | null = null): void {
    if (this.stopped) return;
    this.stopped = true;
    this.reports.error(code, message, span, { hint });
  }

  /** Where the reading has come to. */
  private hereSpan(): Span {
    const { frame } = this;
    const item = frame.text ?? frame.file.items[frame.next - 1];
    const at = frame.text === null ? (item?.start ?? 0) : frame.at;
    return this.spanIn(frame, at, at);
  }
}
