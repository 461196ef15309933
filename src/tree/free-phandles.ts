/** Numbers for nodes that need a phandle and have none. */
import { phandleOf } from "./phandles.js";
import { type DtNode, descendants } from "./tree.js";

/** The lowest numbers from 1 that no node of the tree has: how dtc numbers nodes. */
export class FreePhandles {
  private readonly taken: ReadonlySet<number | null>;
  private last = 0;

  constructor(root: DtNode) {
    this.taken = new Set([...descendants(root)].map(phandleOf));
  }

  next(): number {
    do this.last++;
    while (this.taken.has(this.last));
    return this.last;
  }
}
