/** Numbers for nodes that need a phandle and have none. */
import { phandleOf } from "./phandles.js";
import { type DtNode, descendants } from "./tree.js";

/** The lowest numbers that no node of the tree has: how dtc numbers nodes. */
export class FreePhandles {
  private readonly taken: ReadonlySet<number | null>;

  /** @param from the lowest number to be given */
  constructor(
    root: DtNode,
    private from: number,
  ) {
    this.taken = new Set([...descendants(root)].map(phandleOf));
  }

  next(): number {
    while (this.taken.has(this.from)) this.from++;
    return this.from++;
  }
}
