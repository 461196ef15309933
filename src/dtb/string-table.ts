/** The strings block being written: each property name once, or as the tail of one that stands there already. */

export class StringTable {
  /** What the block consists of, each to be followed by a NUL. */
  readonly names: string[] = [];
  size = 0;
  /** Of every name in the block and of every tail of one: the first offset at which it can be read. */
  private readonly offsets = new Map<string, number>();

  /** The offset of a name, which is appended if it cannot be read anywhere in the block so far. */
  offsetOf(name: string): number {
    const known = this.offsets.get(name);
    if (known !== undefined) return known;
    const start = this.size;
    this.names.push(name);
    this.size += name.length + 1;
    for (let i = 0; i <= name.length; i++) {
      const tail = name.slice(i);
      if (!this.offsets.has(tail)) this.offsets.set(tail, start + i);
    }
    return start;
  }
}
