/**
 * What the preprocessor keeps with a store, for every board that is read from it: each file is scanned once and each
 * include searched for once, however many boards include it.
 */
import { Facet } from "../../base/facet.js";
import { Pool } from "../../base/pool.js";
import { SourceFile } from "../../base/source.js";
import type { SourceStore } from "../../base/source-store.js";
import type { IncludeOptions } from "../allowed-folders.js";
import type { DtsOptions } from "../options.js";
import { builtinMacros } from "./builtin-macros.js";
import { IncludeSearch } from "./include-search.js";
import { MacroSearch } from "./macro-search.js";
import { MacroTable } from "./macro-table.js";
import { Names } from "./names.js";
import { scan } from "./scan.js";
import type { ScannedFile } from "./scanned-file.js";
import { UnitCache } from "./unit-cache.js";

/** Boards come folder by folder: what those of an earlier one have in common, the next ones do not need. */
const MOST_PLACES = 2;

export class StoreScans {
  /** The identifiers of all files: their numbers are in the scanned files. */
  readonly names = new Names();
  /** With the identifiers of a whole kernel in it, making a table takes longer than reading a board. */
  readonly macroTables = new Pool(() => new MacroTable());
  private readonly scans = new Facet((source: SourceFile) => scan(source, this.names));
  private readonly searches = new Map<string, IncludeSearch>();
  private readonly macroSearches = new Map<string, MacroSearch>();
  /** The macros that are built in; the same ones for every board, so that what rests on them can be told. */
  readonly builtins = builtinMacros(this.names);
  private readonly commandLines = new Map<string, ScannedFile>();
  /** What was made of includes, by where they are looked for; the last used is the last. */
  private readonly units = new Map<string, UnitCache>();
  private boards = 0;
  private age: number;

  constructor(private readonly store: SourceStore) {
    this.age = store.age;
  }

  scanOf(source: SourceFile): ScannedFile {
    return this.scans.of(source);
  }

  /** Boards of one folder look for their includes in the same places. */
  search(sourceFolder: string, options: IncludeOptions): IncludeSearch {
    this.dropOutdated();
    const key = [sourceFolder, String(options.allowOutside), ...options.includeFolders].join("\0");
    return known(this.searches, key, () => new IncludeSearch(sourceFolder, options, this.store));
  }

  /** Looks for macros without a trace in what a board has read: a header that only a hint names is no source of it. */
  macroSearch(sourceFolder: string, includeFolders: readonly string[]): MacroSearch {
    this.dropOutdated();
    const key = [sourceFolder, ...includeFolders].join("\0");
    return known(this.macroSearches, key, () => new MacroSearch(sourceFolder || ".", includeFolders, this.store));
  }

  /** The definitions of a command line, read once for all boards. */
  commandLine(definitions: string): ScannedFile {
    return known(this.commandLines, definitions, () => scan(new SourceFile("<command line>", definitions), this.names));
  }

  /**
   * What earlier boards have made of the includes that a board will find. Null for the first board if nobody knows of
   * others: most runs have none, and keeping takes time.
   */
  unitsFor(sourceFolder: string, { limits, ...search }: DtsOptions): UnitCache | null {
    this.dropOutdated();
    if (this.boards++ === 0 && !this.store.isForMany) return null;
    const key = JSON.stringify([sourceFolder, search.includeFolders, search.allowOutside, limits]);
    const units = known(this.units, key, () => new UnitCache(limits));
    this.units.delete(key);
    this.units.set(key, units);
    const [oldest] = this.units.keys();
    if (this.units.size > MOST_PLACES && oldest !== undefined) this.units.delete(oldest);
    return units;
  }

  private dropOutdated(): void {
    if (this.age === this.store.age) return;
    this.age = this.store.age;
    this.searches.clear();
    this.macroSearches.clear();
    this.units.clear();
  }
}

export const storeScans = new Facet((store: SourceStore) => new StoreScans(store));

function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const found = all.get(key) ?? make();
  all.set(key, found);
  return found;
}
