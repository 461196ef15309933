/** Phandles: those that the source gives, and those that dtc makes up, in its order. */
import type { Problems } from "../problems.js";
import type { LiveNode } from "./live-node.js";
import { LiveProperty } from "./live-property.js";
import type { LiveTree } from "./live-tree.js";
import { MarkerCode } from "./marker-list.js";
import type { ValueStore } from "./value-store.js";

export class Phandles {
  private readonly taken = new Map<number, LiveNode>();
  /** The last number that was made up; 1 if none was. */
  last = 1;

  constructor(
    private readonly store: ValueStore,
    private readonly problems: Problems,
    private readonly tree: LiveTree,
  ) {}

  /** Reads what a node says itself. All nodes are read before any is numbered. */
  read(node: LiveNode): void {
    const own = this.readProperty(node, "phandle");
    const legacy = this.readProperty(node, "linux,phandle");
    const phandle = own ?? legacy;
    if (phandle === null) return;
    const property = node.findLiveProperty(own === null ? "linux,phandle" : "phandle");
    if (own !== null && legacy !== null && own !== legacy) {
      this.error(property, "'phandle' and 'linux,phandle' are not the same");
      return;
    }
    if (this.taken.has(phandle)) {
      this.error(property, `two nodes have the phandle 0x${phandle.toString(16)}`);
      return;
    }
    node.phandle = phandle;
    this.taken.set(phandle, node);
  }

  /** The node's phandle; if it has none it gets the lowest free one, and a property that says so behind all others. */
  of(node: LiveNode): number {
    if (node.phandle !== null) return node.phandle;
    while (this.taken.has(this.last)) this.last++;
    node.phandle = this.last;
    this.taken.set(this.last, node);
    // A node may ask for its own number: `phandle = <&label>;`
    if (node.findLiveProperty("phandle") === null) this.appendProperty(node, this.last);
    return this.last;
  }

  private appendProperty(node: LiveNode, phandle: number): void {
    const { store } = this;
    const stored = {
      start: store.length,
      length: 4,
      firstMarker: store.markers.count,
      markerLimit: store.markers.count,
      hasReferences: false,
      hasLabels: false,
    };
    store.appendNumber(4, 0, phandle);
    node.appendProperty(new LiveProperty(store, "phandle", stored, node.nameStart, node.nameEnd, node.nameEnd));
  }

  /** Null if there is none to be used: none at all, a bad one, or one that asks for a number. */
  private readProperty(node: LiveNode, name: string): number | null {
    const property = node.findLiveProperty(name);
    if (property === null) return null;
    const { data } = property;
    if (data.length !== 4) {
      this.error(property, `'${name}' has ${data.length} bytes, not 4`);
      return null;
    }
    for (let index = data.firstMarker; index < data.markerLimit; index++) {
      const { markers } = property.store;
      if (markers.kind(index) !== MarkerCode.Phandle) continue;
      const isOwn = this.tree.find(markers.text(index)) === node;
      if (!isOwn) this.error(property, `'${name}' refers to another node`);
      return null;
    }
    const [a = 0, b = 0, c = 0, d = 0] = property.value;
    const phandle = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    if (phandle === 0 || phandle === 0xffffffff) {
      this.error(property, `0x${phandle.toString(16)} cannot be a phandle`);
      return null;
    }
    return phandle;
  }

  private error(property: LiveProperty | null, message: string): void {
    if (property === null) return;
    const { start, nameEnd } = property.place;
    this.problems.error("bad-phandle", start, nameEnd, message);
  }
}
