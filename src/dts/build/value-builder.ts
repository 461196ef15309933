/** The value of the property that is being parsed: bytes and markers go to the store as they come. */
import { highHalf, type Integer, lowHalf } from "../grammar/arithmetic.js";
import { unescaped } from "../lexer/literals.js";
import { LiteralKind, type LiteralList } from "../lexer/token-list.js";
import type { Problems } from "../problems.js";
import type { StoredValue } from "./live-property.js";
import { MarkerCode } from "./marker-list.js";
import type { ValueStore } from "./value-store.js";

const CODE_OF_WIDTH: ReadonlyMap<number, MarkerCode> = new Map([
  [1, MarkerCode.U8],
  [2, MarkerCode.U16],
  [4, MarkerCode.U32],
  [8, MarkerCode.U64],
]);

export class ValueBuilder {
  private start = 0;
  private firstMarker = 0;
  private hasReferences = false;
  private hasLabels = false;
  /** Of the cells being read, in bytes. */
  private width = 4;
  private widthCode = MarkerCode.U32;

  /** @param onUnknownWord told of each word that stands where a number should */
  constructor(
    private readonly store: ValueStore,
    private readonly literals: LiteralList,
    private readonly problems: Problems,
    private readonly onUnknownWord: (start: number, end: number) => void,
  ) {}

  begin(): void {
    this.start = this.store.length;
    this.firstMarker = this.store.markers.count;
    this.hasReferences = false;
    this.hasLabels = false;
  }

  finish(): StoredValue {
    const { start, firstMarker, hasReferences, hasLabels, store } = this;
    const length = store.length - start;
    return { start, length, firstMarker, markerLimit: store.markers.count, hasReferences, hasLabels };
  }

  /** The string between the quotes at `start` and before `end`, with its NUL. */
  string(start: number, end: number): void {
    const offset = this.offset;
    const text = this.store.texts.slice(start + 1, end - 1);
    if (!this.store.appendPlain(text)) {
      const bytes = unescaped(text);
      if (bytes === null) this.problems.error("bad-string", start, end, "'\\x' needs hexadecimal digits");
      else this.store.append(bytes);
    }
    this.store.appendNumber(1, 0, 0);
    this.mark(MarkerCode.String, offset, start, end);
  }

  /** @param bits of each element, as `/bits/` at `[start, end)` says; 32 without it */
  beginCells(bits: Integer, start: number, end: number): void {
    const width = Number(bits) / 8;
    const widthCode = CODE_OF_WIDTH.get(width);
    if (widthCode === undefined) {
      this.problems.error("bad-width", start, end, `elements have 8, 16, 32 or 64 bits, not ${bits}`);
    }
    this.width = widthCode === undefined ? 4 : width;
    this.widthCode = widthCode ?? MarkerCode.U32;
  }

  /** A run of plain cells. */
  cells(first: number, limit: number): void {
    const { literals } = this;
    for (let index = first; index < limit; index++) {
      const start = literals.start(index);
      const end = literals.end(index);
      switch (literals.kind(index)) {
        case LiteralKind.Reference:
          this.phandle(start, end);
          break;
        case LiteralKind.Label:
          this.label(start, end);
          break;
        case LiteralKind.UnknownWord:
          this.onUnknownWord(start, end);
          this.element(0, 0, start, end);
          break;
        default:
          this.element(literals.high(index), literals.low(index), start, end);
      }
    }
  }

  /** The value of an expression. */
  integer(value: Integer, start: number, end: number): void {
    this.element(highHalf(value), lowHalf(value), start, end);
  }

  bytes(first: number, limit: number): void {
    const { literals } = this;
    let offset = this.offset;
    let runStart = literals.start(first);
    for (let index = first; index < limit; index++) {
      if (literals.kind(index) === LiteralKind.Label) {
        if (this.offset > offset) this.mark(MarkerCode.Bytes, offset, runStart, literals.end(index - 1));
        this.label(literals.start(index), literals.end(index));
        offset = this.offset;
        runStart = literals.start(index + 1);
      } else {
        this.store.appendNumber(1, 0, literals.low(index));
      }
    }
    if (this.offset > offset) this.mark(MarkerCode.Bytes, offset, runStart, literals.end(limit - 1));
  }

  /** A reference outside of cells: the path comes in when the tree is complete. */
  path(start: number, end: number): void {
    this.hasReferences = true;
    this.mark(MarkerCode.Path, this.offset, start, end);
  }

  file(contents: Uint8Array, start: number, end: number): void {
    const offset = this.offset;
    this.store.append(contents);
    this.mark(MarkerCode.Incbin, offset, start, end);
  }

  label(start: number, end: number): void {
    this.hasLabels = true;
    this.mark(MarkerCode.Label, this.offset, start, end);
  }

  private get offset(): number {
    return this.store.length - this.start;
  }

  /** From `offset` to the end of what there is. */
  private mark(kind: MarkerCode, offset: number, start: number, end: number): void {
    this.store.markers.push(kind, offset, this.offset - offset, start, end);
  }

  private phandle(start: number, end: number): void {
    if (this.width !== 4) {
      const message = "a reference needs elements of 32 bits";
      this.problems.error("bad-reference", start, end, message);
    }
    this.hasReferences = true;
    const offset = this.offset;
    this.store.appendNumber(4, 0, -1);
    this.mark(MarkerCode.Phandle, offset, start, end);
  }

  private element(high: number, low: number, start: number, end: number): void {
    const { width } = this;
    if (!fits(width, high, low)) {
      const text = this.store.texts.slice(start, end);
      const message = `${text} does not fit ${width * 8} bits: its upper bits are lost`;
      this.problems.warning("value-truncated", start, end, message);
    }
    const offset = this.offset;
    this.store.appendNumber(width, high, low);
    this.store.markers.push(this.widthCode, offset, width, start, end);
  }
}

/** The bits that are cut off are all 0, or all 1 as in a negative number. */
function fits(width: number, high: number, low: number): boolean {
  if (width === 8) return true;
  if (width === 4) return high === 0 || high === -1;
  const rest = low >> (width * 8);
  return (high === 0 && low >>> (width * 8) === 0) || (high === -1 && rest === -1);
}
