/** The units that boards have made of includes which they find in the same places. */
import type { DtsLimits } from "../options.js";
import type { MacroTable } from "./macro-table.js";
import type { ScannedFile } from "./scanned-file.js";
import { importsOf, type Unit } from "./unit.js";

/** Of one file: boards that define other macros in front of it make another one of it. */
const MOST_VARIANTS = 8;

export class UnitCache {
  /** By path and include folder. */
  private readonly units = new Map<string, Unit[]>();
  /** Files that make no sense alone, or whose outcome depends on more than macros. */
  private readonly inline = new Set<ScannedFile>();

  /** @param limits by which all are read */
  constructor(readonly limits: DtsLimits) {}

  find(key: string, macros: MacroTable): { readonly unit: Unit; readonly imports: Int32Array } | null {
    for (const unit of this.units.get(key) ?? []) {
      const imports = importsOf(unit, macros);
      if (imports !== null) return { unit, imports };
    }
    return null;
  }

  add(key: string, unit: Unit): void {
    const variants = this.units.get(key) ?? [];
    if (variants.length === MOST_VARIANTS) variants.shift();
    variants.push(unit);
    this.units.set(key, variants);
  }

  isInline(file: ScannedFile): boolean {
    return this.inline.has(file);
  }

  /** From now on the file is read anew as a part of whatever includes it. */
  setInline(file: ScannedFile): void {
    this.inline.add(file);
    this.units.clear();
  }
}
