/** The nodes of the executable specification: a doubly linked list in ascending order, the anchor last. */

export interface LinearNode {
  lo: number;
  readonly hi: number;
  prev: LinearNode | null;
  next: LinearNode | null;
}

export class NodeList {
  readonly anchor: LinearNode = { lo: Number.POSITIVE_INFINITY, hi: Number.POSITIVE_INFINITY, prev: null, next: null };
  first: LinearNode = this.anchor;

  /** The lowest node that begins at or above `pfn`; the anchor if there is none below it. */
  lowestFrom(pfn: number): LinearNode {
    let node = this.first;
    while (node.lo < pfn && node.next !== null) node = node.next;
    return node;
  }

  containing(pfn: number): LinearNode | null {
    let node = this.first;
    while (node.hi < pfn && node.next !== null) node = node.next;
    return node !== this.anchor && node.lo <= pfn ? node : null;
  }

  insertBefore(next: LinearNode, lo: number, hi: number): LinearNode {
    const node: LinearNode = { lo, hi, prev: next.prev, next };
    if (next.prev === null) this.first = node;
    else next.prev.next = node;
    next.prev = node;
    return node;
  }

  unlink(node: LinearNode): void {
    const { prev, next } = node;
    if (next !== null) next.prev = prev;
    if (prev !== null) prev.next = next;
    else if (next !== null) this.first = next;
  }

  /** All but the anchor. */
  nodes(): LinearNode[] {
    const nodes: LinearNode[] = [];
    for (let node = this.first; node !== this.anchor && node.next !== null; node = node.next) nodes.push(node);
    return nodes;
  }

  ranges(): { lo: number; hi: number }[] {
    return this.nodes().map(({ lo, hi }) => ({ lo, hi }));
  }
}
