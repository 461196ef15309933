/** A growing list of records of one small number and four large ones, in flat arrays. */
export class Records {
  private kinds = new Uint8Array(1024);
  private columns = [columnOf(1024), columnOf(1024), columnOf(1024), columnOf(1024)] as const;
  count = 0;

  /** Starts over, in the memory there is. */
  clear(): void {
    this.count = 0;
  }

  protected add(kind: number, a: number, b: number, c: number, d: number): void {
    const at = this.count;
    if (at === this.kinds.length) this.grow();
    this.kinds[at] = kind;
    const [as, bs, cs, ds] = this.columns;
    as[at] = a;
    bs[at] = b;
    cs[at] = c;
    ds[at] = d;
    this.count = at + 1;
  }

  protected kindAt(index: number): number {
    return this.kinds[index] ?? 0;
  }

  protected a(index: number): number {
    return this.columns[0][index] ?? 0;
  }

  protected b(index: number): number {
    return this.columns[1][index] ?? 0;
  }

  protected c(index: number): number {
    return this.columns[2][index] ?? 0;
  }

  protected d(index: number): number {
    return this.columns[3][index] ?? 0;
  }

  private grow(): void {
    const size = this.kinds.length * 2;
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const [as, bs, cs, ds] = this.columns;
    this.columns = [columnOf(size, as), columnOf(size, bs), columnOf(size, cs), columnOf(size, ds)];
  }
}

function columnOf(size: number, known?: Int32Array): Int32Array {
  const column = new Int32Array(size);
  if (known !== undefined) column.set(known);
  return column;
}
