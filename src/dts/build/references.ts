/** `&label` and `&{/path}` in values: phandles and paths, once the tree is complete. */
import { pathOf } from "../../tree/tree.js";
import type { Problems } from "../problems.js";
import type { LiveProperty } from "./live-property.js";
import { MarkerCode, type MarkerList } from "./marker-list.js";
import type { Phandles } from "./phandles.js";
import type { SourceRole } from "./source-role.js";
import type { TopLevel } from "./top-level.js";
import type { ValueStore } from "./value-store.js";

/** What dtc writes where an overlay refers to a tree that it does not know. */
const UNKNOWN_PHANDLE = -1;

export class References {
  constructor(
    private readonly store: ValueStore,
    private readonly problems: Problems,
    private readonly topLevel: TopLevel,
    private readonly phandles: Phandles,
    private readonly isPlugin: boolean,
    private readonly role: SourceRole,
  ) {}

  /** Numbers the nodes that the property refers to in `< >`, in its order, and writes the numbers. */
  resolvePhandles({ data, store }: LiveProperty): void {
    const { markers } = store;
    for (let index = data.firstMarker; index < data.markerLimit; index++) {
      if (markers.kind(index) !== MarkerCode.Phandle) continue;
      const text = markers.text(index);
      const target = this.topLevel.tree.find(text);
      if (target === null) {
        this.reportMissing(markers, index, text);
        store.writeCell(data.start + markers.offset(index), UNKNOWN_PHANDLE);
      } else {
        target.isReferenced = true;
        store.writeCell(data.start + markers.offset(index), this.phandles.of(target));
      }
    }
  }

  /** Of a property that is in no tree: reports what it refers to and nobody defines. */
  reportUnknown({ data, store: { markers } }: LiveProperty): void {
    for (let index = data.firstMarker; index < data.markerLimit; index++) {
      const kind = markers.kind(index);
      if (kind !== MarkerCode.Phandle && kind !== MarkerCode.Path) continue;
      const text = markers.text(index);
      if (this.topLevel.tree.find(text) === null) this.reportMissing(markers, index, text);
    }
  }

  /** Puts paths where the property has references outside of `< >`: it grows. */
  resolvePaths(property: LiveProperty): void {
    const { store } = this;
    const { data } = property;
    const { markers } = property.store;
    if (!hasPath(property)) return;
    const old = property.store.view(data.start, data.length).slice();
    const start = store.length;
    const firstMarker = store.markers.count;
    let copied = 0;
    for (let index = data.firstMarker; index < data.markerLimit; index++) {
      const offset = markers.offset(index);
      store.append(old.subarray(copied, offset));
      copied = offset;
      const at = store.length - start;
      if (markers.kind(index) === MarkerCode.Path) this.appendPath(markers, index);
      const length = markers.length(index) + store.length - start - at;
      store.markers.push(markers.kind(index), at, length, markers.start(index), markers.end(index));
    }
    store.append(old.subarray(copied));
    property.hold(store, {
      ...data,
      start,
      length: store.length - start,
      firstMarker,
      markerLimit: store.markers.count,
    });
  }

  private appendPath(markers: MarkerList, index: number): void {
    const text = markers.text(index);
    const target = this.topLevel.tree.find(text);
    if (target === null) {
      this.report(markers, index, text, null);
      return;
    }
    target.isReferenced = true;
    this.store.appendPlain(pathOf(target));
    this.store.appendNumber(1, 0, 0);
  }

  /** In an overlay a label may be the other tree's; a path cannot: there is no way to write that down. */
  private reportMissing(markers: MarkerList, index: number, text: string): void {
    if (!this.isPlugin) this.report(markers, index, text, null);
    else if (text.startsWith("{"))
      this.report(markers, index, text, "an overlay refers to the nodes of its base by labels");
  }

  private report(markers: MarkerList, index: number, text: string, hint: string | null): void {
    if (this.problems.isTooMany) return;
    const start = markers.start(index);
    const end = markers.end(index);
    if (this.topLevel.mayBeLost(text) || this.problems.isUnclear(start, end)) return;
    const message = `'&${text}' is not defined`;
    if (this.role.explains(start, end, message, this.isPlugin ? null : "plugin")) return;
    this.problems.error("unknown-reference", start, end, message, {
      hint: hint ?? this.topLevel.nearestLabel(text),
    });
  }
}

function hasPath({ data, store: { markers } }: LiveProperty): boolean {
  for (let index = data.firstMarker; index < data.markerLimit; index++) {
    if (markers.kind(index) === MarkerCode.Path) return true;
  }
  return false;
}
