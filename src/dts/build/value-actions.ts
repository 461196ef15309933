/** The grammar's values, written to the store as they come. */
import type { SourceToken } from "../grammar/vocabulary.js";
import { unescaped } from "../lexer/literals.js";
import type { DtsLimits } from "../options.js";
import type { Problems } from "../problems.js";
import type { RawReader } from "../raw-files.js";
import { ExpressionActions, type LexedChunk } from "./expression-actions.js";
import { A_VALUE, type UnknownWords } from "./unknown-words.js";
import { ValueBuilder } from "./value-builder.js";
import type { ValueStore } from "./value-store.js";

/** The files that `/incbin/` names, and what an input may cost. */
export interface RawReading {
  readonly files: RawReader;
  readonly limits: DtsLimits;
}

export class ValueActions extends ExpressionActions {
  protected readonly value: ValueBuilder;
  private bitsBefore: { readonly width: number; readonly start: number; readonly end: number } | null = null;
  private file: { readonly start: number; name: string; offset: bigint; length: bigint | null } | null = null;

  constructor(
    chunk: LexedChunk,
    problems: Problems,
    unknownWords: UnknownWords,
    protected readonly store: ValueStore,
    private readonly reading: RawReading,
  ) {
    super(chunk, problems, unknownWords);
    this.value = new ValueBuilder(store, chunk.literals, problems, (start, end) => {
      unknownWords.note(start, end, "a number, a reference or '>'");
    });
  }

  valueLabel({ startOffset, end }: SourceToken): void {
    this.value.label(startOffset, end);
  }

  valueString({ startOffset, end }: SourceToken): void {
    this.value.string(startOffset, end);
  }

  valueReference({ startOffset, end }: SourceToken): void {
    this.value.path(startOffset, end);
  }

  valueWord({ startOffset, end }: SourceToken): void {
    this.unknownWords.note(startOffset, end, A_VALUE);
  }

  valueBytes({ index }: SourceToken): void {
    const { tokens } = this.chunk;
    this.value.bytes(tokens.firstLiteral(index), tokens.literalLimit(index));
  }

  bits(width: SourceToken): void {
    this.bitsBefore = { width: Number(this.literalOf(width)), start: width.startOffset, end: width.end };
  }

  startCells(): void {
    const { width, start, end } = this.bitsBefore ?? { width: 32, start: 0, end: 0 };
    this.bitsBefore = null;
    this.value.beginCells(width, start, end);
  }

  cells({ index }: SourceToken): void {
    const { tokens } = this.chunk;
    this.value.cells(tokens.firstLiteral(index), tokens.literalLimit(index));
  }

  cellExpression(): void {
    this.value.integer(this.takeInteger(), this.expressionStart, this.expressionEnd);
  }

  startFile({ startOffset }: SourceToken): void {
    this.file = { start: startOffset, name: "", offset: 0n, length: null };
  }

  fileName(name: SourceToken): void {
    if (this.file === null) return;
    const bytes = unescaped(name.image.slice(1, -1)) ?? new Uint8Array();
    // A C string to dtc: it ends at a NUL.
    this.file.name = new TextDecoder().decode(bytes).split("\0", 1)[0] ?? "";
  }

  fileRange(): void {
    if (this.file === null) return;
    this.file.length = BigInt(this.takeInteger());
    this.file.offset = BigInt(this.takeInteger());
  }

  endFile({ end }: SourceToken): void {
    if (this.file === null) return;
    const { start, name, offset, length } = this.file;
    this.file = null;
    const { texts } = this.problems;
    const writer = texts.spanOf(start, end).source.path;
    const read = this.reading.files.read("incbin", name, texts.readerAt(start), writer);
    if (!read.ok) {
      this.problems.error(read.code, start, end, read.message);
      return;
    }
    if (offset > MOST_SEEKABLE) {
      this.problems.error("bad-range", start, end, `offset ${offset} is beyond any file`);
      return;
    }
    // As dtc: what lies behind the end of the file is silently not there.
    const { bytes } = read.file;
    const size = BigInt(bytes.length);
    const from = offset < size ? offset : size;
    const to = length === null || length > size - from ? size : from + length;
    this.value.file(bytes.subarray(Number(from), Number(to)), start, end);
  }

  protected resetValue(): void {
    this.resetExpression();
    this.bitsBefore = null;
    this.file = null;
  }
}

/** fseek's offsets are signed. */
const MOST_SEEKABLE = (1n << 63n) - 1n;
