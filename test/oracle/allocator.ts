/** The kernel's ordered set of nodes and its search from the top, as the notes have them: no more than a first page needs. */

interface Node {
  lo: bigint;
  readonly hi: bigint;
}

const GRANULE = 4096n;
const D32 = 1n << 20n;

export class OracleTree {
  /** By `lo` when they came. A node of a region that wrapped has its `hi` below its `lo`. */
  readonly nodes: Node[] = [];

  /** Both in bytes and inclusive; `last` below `start` where the region wraps. */
  reserve(start: bigint, last: bigint): void {
    let lo = start / GRANULE;
    const hi = last / GRANULE;
    let hasMet = false;
    for (const node of this.nodes) {
      const meets = lo <= node.hi && hi >= node.lo;
      if (!meets) {
        if (hasMet) break;
        continue;
      }
      hasMet = true;
      if (lo < node.lo) node.lo = lo;
      if (hi > node.hi) lo = node.hi + 1n;
      if (node.lo <= lo && hi <= node.hi) return;
    }
    // A node that starts where another does is refused with a warning.
    if (this.nodes.some((node) => node.lo === lo)) return;
    // Nodes whose start moved down stay where they are: nothing is sorted again.
    const above = this.nodes.findIndex((node) => node.lo > lo);
    this.nodes.splice(above < 0 ? this.nodes.length : above, 0, { lo, hi });
  }

  /** The first page of a new domain, at or below `limit` in bytes, never below `start`; null if there is none. */
  firstPage(start: bigint, limit: bigint, isPci: boolean): bigint | null {
    const low = start / GRANULE;
    const top = limit / GRANULE;
    if (isPci && limit > 0xffffffffn) {
      const below = this.search(low, D32 - 1n);
      if (below !== null) return below * GRANULE;
    }
    const found = this.search(low, top);
    return found === null ? null : found * GRANULE;
  }

  private search(low: bigint, limit: bigint): bigint | null {
    let high = limit + 1n;
    for (const node of [...this.nodes].reverse()) {
      const candidate = high - 1n;
      if (candidate > node.hi || candidate < low) break;
      if (node.lo < high) high = node.lo;
    }
    const candidate = high - 1n;
    return high < 1n || candidate < low ? null : candidate;
  }
}
