/** A growing list of records of one small number and four large ones, in flat arrays. */
export class Records {
  private kinds = NO_KINDS;
  private columns: Columns = NO_COLUMNS;
  count = 0;

  /** Starts over, in the memory there is. */
  clear(): void {
    this.count = 0;
  }

  /** Gives back what was reserved and not needed. */
  trim(): void {
    this.resize(this.count);
  }

  protected share(other: Records): void {
    this.kinds = other.kinds;
    this.columns = other.columns;
    this.count = other.count;
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
    this.resize(Math.max(1024, this.kinds.length * 2));
  }

  private resize(size: number): void {
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds.subarray(0, this.count));
    this.kinds = kinds;
    const [as, bs, cs, ds] = this.columns;
    const resized = (column: Int32Array): Int32Array => {
      const other = new Int32Array(size);
      other.set(column.subarray(0, this.count));
      return other;
    };
    this.columns = [resized(as), resized(bs), resized(cs), resized(ds)];
  }
}

type Columns = readonly [Int32Array, Int32Array, Int32Array, Int32Array];

const NO_KINDS = new Uint8Array();
const NO_COLUMNS: Columns = [new Int32Array(), new Int32Array(), new Int32Array(), new Int32Array()];
