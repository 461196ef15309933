/** Growing columns of numbers: millions of rows as objects would cost more in collecting garbage than in reading. */

type Numbers = Float64Array | Int32Array | Uint8Array;

export class Column<T extends Numbers> {
  private length = 0;

  /** @param numbers empty or not; replaced by a larger one when it is full */
  constructor(
    private numbers: T,
    private readonly larger: (length: number) => T,
  ) {}

  push(value: number): void {
    if (this.length === this.numbers.length) {
      const grown = this.larger(Math.max(1024, this.length * 2));
      grown.set(this.numbers);
      this.numbers = grown;
    }
    this.numbers[this.length++] = value;
  }

  /** @param index of a value that was pushed */
  at(index: number): number {
    return this.numbers[index] ?? 0;
  }
}

export const floats = (): Column<Float64Array> =>
  new Column<Float64Array>(new Float64Array(0), (length) => new Float64Array(length));
export const integers = (): Column<Int32Array> =>
  new Column<Int32Array>(new Int32Array(0), (length) => new Int32Array(length));
/** The number, or null for one that is none: how columns hold what is not said. */
export const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

export const bytes = (): Column<Uint8Array> =>
  new Column<Uint8Array>(new Uint8Array(0), (length) => new Uint8Array(length));
