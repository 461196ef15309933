/** What each piece of every property's value was written as, until someone asks for it. */
import type { Marker, MarkerKind } from "../../tree/tree.js";
import type { SourceTexts } from "../lexer/source-texts.js";
import { Records } from "../records.js";

/** The markers' kinds as numbers. */
export enum MarkerCode {
  U8,
  U16,
  U32,
  U64,
  String,
  Bytes,
  Incbin,
  Phandle,
  Path,
  Label,
}

const KINDS: readonly MarkerKind[] = [
  "u8",
  "u16",
  "u32",
  "u64",
  "string",
  "bytes",
  "incbin",
  "phandle",
  "path",
  "label",
];

export class MarkerList extends Records {
  /** @param base what is to be added to offsets in the source texts */
  constructor(
    private readonly texts: SourceTexts,
    private readonly base = 0,
  ) {
    super();
  }

  /** The same markers of a text that stands elsewhere: none may be added to either. */
  placed(texts: SourceTexts, base: number): MarkerList {
    const list = new MarkerList(texts, base);
    list.share(this);
    return list;
  }

  /** @param offset in the property's value; `start` and `end` in the source texts */
  push(kind: MarkerCode, offset: number, length: number, start: number, end: number): void {
    this.add(kind, start, end, offset, length);
  }

  kind(index: number): MarkerCode {
    return this.kindAt(index);
  }

  start(index: number): number {
    return this.a(index) + this.base;
  }

  end(index: number): number {
    return this.b(index) + this.base;
  }

  offset(index: number): number {
    return this.c(index);
  }

  length(index: number): number {
    return this.d(index);
  }

  /** The label, or the reference without its `&`; empty for plain values. */
  text(index: number): string {
    switch (this.kind(index)) {
      case MarkerCode.Label:
        return this.texts.slice(this.start(index), this.end(index) - 1);
      case MarkerCode.Phandle:
      case MarkerCode.Path:
        return this.texts.slice(this.start(index) + 1, this.end(index));
      default:
        return "";
    }
  }

  markers(from: number, to: number): readonly Marker[] {
    const list: Marker[] = [];
    for (let index = from; index < to; index++) {
      list.push({
        kind: KINDS[this.kind(index)] ?? "bytes",
        offset: this.offset(index),
        length: this.length(index),
        text: this.text(index),
        span: this.texts.spanOf(this.start(index), this.end(index)),
      });
    }
    return list;
  }
}
