/** Values that many boards have in common, each written once and then called by its number. */
export class Table<T> {
  readonly all: T[] = [];
  private readonly known = new Map<string, number>();

  number(value: T): number {
    const key = JSON.stringify(value);
    const number = this.known.get(key) ?? this.all.push(value) - 1;
    this.known.set(key, number);
    return number;
  }
}
