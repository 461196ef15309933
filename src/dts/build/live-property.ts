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
    private ownStore: ValueStore,
    readonly name: string,
    private stored: StoredValue,
    private start: number,
    private end: number,
    private nameEnd: number,
  ) {}

  get data(): StoredValue {
    return this.stored;
  }

  /** What `data` is a part of. */
  get store(): ValueStore {
    return this.ownStore;
  }

  /** Gives it another value for the same assignment: with its references resolved. */
  hold(store: ValueStore, stored: StoredValue): void {
    this.ownStore = store;
    this.stored = stored;
    this.made = null;
  }

  /** The same assignment in a text that stands further on by `base`, and whose values are in `store`. */
  placed(store: ValueStore, base: number): LiveProperty {
    const { start, end, nameEnd } = this;
    const copy = new LiveProperty(store, this.name, this.stored, start + base, end + base, nameEnd + base);
    copy.isDeleted = this.isDeleted;
    copy.labels = this.labels;
    return copy;
  }

  /** Offsets in the source texts. */
  get place(): { readonly start: number; readonly end: number; readonly nameEnd: number } {
    return { start: this.start, end: this.end, nameEnd: this.nameEnd };
  }

  /** A later assignment to the same name: it stays where it is, and keeps the labels it had. */
  redefine(later: LiveProperty): void {
    this.isDeleted = false;
    this.labels = [...later.labels.filter((label) => !this.labels.includes(label)).reverse(), ...this.labels];
    this.hold(later.ownStore, later.stored);
    this.start = later.start;
    this.end = later.end;
    this.nameEnd = later.nameEnd;
  }

  /** The assignment turned out to reach this far. */
  extendTo(end: number): void {
    this.end = end;
  }

  get value(): Uint8Array {
    return this.ownStore.view(this.stored.start, this.stored.length);
  }

  get markers(): readonly Marker[] {
    this.made ??= this.ownStore.markers.markers(this.stored.firstMarker, this.stored.markerLimit);
    return this.made;
  }

  get span(): Span {
    return this.ownStore.texts.spanOf(this.start, this.end);
  }

  get nameSpan(): Span {
    return this.ownStore.texts.spanOf(this.start, this.nameEnd);
  }
}
