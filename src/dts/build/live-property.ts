/** A property while its tree is built, and the one that the finished tree shows. */
import type { Span } from "../../base/source.js";
import type { Marker, Property } from "../../tree/tree.js";
import type { ValueStore } from "./value-store.js";

/** A part of a value store. */
export interface StoredValue {
  readonly start: number;
  readonly length: number;
  readonly firstMarker: number;
  readonly markerLimit: number;
  /** It holds `&label` or `&{/path}`. */
  readonly hasReferences: boolean;
  /** It holds `label:`. */
  readonly hasLabels: boolean;
}

export class LiveProperty implements Property {
  labels: readonly string[] = [];
  /** By `/delete-property/`; the place stays, for a later property of the name. */
  isDeleted = false;
  private made: readonly Marker[] | null = null;

  /**
   * @param start of the assignment in the source texts, `end` exclusive
   * @param nameEnd of the name, with which the assignment starts
   */
  constructor(
    private readonly store: ValueStore,
    readonly name: string,
    private stored: StoredValue,
    private start: number,
    private end: number,
    private nameEnd: number,
  ) {}

  get data(): StoredValue {
    return this.stored;
  }

  /** Gives it another value for the same assignment: with its references resolved. */
  set data(stored: StoredValue) {
    this.stored = stored;
    this.made = null;
  }

  /** Offsets in the source texts. */
  get place(): { readonly start: number; readonly end: number; readonly nameEnd: number } {
    return { start: this.start, end: this.end, nameEnd: this.nameEnd };
  }

  /** A later assignment to the same name: it stays where it is, and keeps the labels it had. */
  redefine(later: LiveProperty): void {
    this.isDeleted = false;
    this.labels = [...later.labels.filter((label) => !this.labels.includes(label)).reverse(), ...this.labels];
    this.data = later.stored;
    this.start = later.start;
    this.end = later.end;
    this.nameEnd = later.nameEnd;
  }

  /** The assignment turned out to reach this far. */
  extendTo(end: number): void {
    this.end = end;
  }

  get value(): Uint8Array {
    return this.store.view(this.stored.start, this.stored.length);
  }

  get markers(): readonly Marker[] {
    this.made ??= this.store.markers.markers(this.stored.firstMarker, this.stored.markerLimit);
    return this.made;
  }

  get span(): Span {
    return this.store.texts.spanOf(this.start, this.end);
  }

  get nameSpan(): Span {
    return this.store.texts.spanOf(this.start, this.nameEnd);
  }
}
