/** A saved file as text with places: whatever is wrong with it is told where it stands. */
import type { Diagnostic } from "../../base/diagnostic.js";
import { type JsonSpan, outlineOf } from "../../base/json-outline.js";
import { atInput, atSpan, type Location, SourceFile } from "../../base/source.js";

/** Of a larger file no line is shown: as text, it would need as much memory again as all that is in it. */
const MOST_SHOWN = 128 * 1024 * 1024;

const decoder = new TextDecoder();

export class SavedText {
  private source: SourceFile | null = null;

  /**
   * @param file as the user named it
   * @param from a page has other lines than the report in it: of that no place is told but the file
   */
  constructor(
    readonly file: string,
    readonly bytes: Uint8Array,
    private readonly from: "file" | "page" = "file",
  ) {}

  value({ start, end }: JsonSpan): unknown {
    return JSON.parse(decoder.decode(this.bytes.subarray(start, end)));
  }

  /** @param start in bytes */
  problem(code: string, message: string, start: number, hint?: string): Diagnostic {
    const location = this.location(start);
    return { severity: "error", code: `report-${code}`, message, location, ...(hint !== undefined && { hint }) };
  }

  /** Of the value at a path below a part of the text, or of the nearest around it that is there. */
  startOf(path: readonly PropertyKey[], { start }: JsonSpan): number {
    const outline = outlineOf(this.bytes, path.length, start);
    let here = outline.ok ? outline.root : null;
    let found = start;
    for (const step of path) {
      here = typeof step === "symbol" ? null : (here?.parts.get(step) ?? null);
      if (here === null) return found;
      found = here.start;
    }
    return found;
  }

  private location(start: number): Location {
    if (this.from === "page" || this.bytes.length > MOST_SHOWN) return atInput(this.file);
    this.source ??= new SourceFile(this.file, decoder.decode(this.bytes));
    const from = decoder.decode(this.bytes.subarray(0, start)).length;
    return atSpan({ source: this.source, start: from, end: from + 1, via: null });
  }
}
