/** Things that take long to make and serve one user at a time: whoever is done leaves his to the next. */
export class Pool<T> {
  private readonly free: T[] = [];

  constructor(private readonly make: () => T) {}

  /** Work may come here again while it is under way: it is lent another one. A thing whose work threw is not kept. */
  use<R>(work: (thing: T) => R): R {
    const thing = this.free.pop() ?? this.make();
    const result = work(thing);
    this.free.push(thing);
    return result;
  }
}
