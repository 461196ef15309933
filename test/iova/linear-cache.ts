/** The per-size cache of the executable specification: per class two magazines of 127 pfns and a depot of full ones. */

const MAGAZINE = 127;
const CAPPED_DEPOT = 32;

interface SizeClass {
  loaded: number[];
  prev: number[];
  readonly depot: number[][];
}

export class LinearCache {
  private readonly classes: readonly SizeClass[] = Array.from({ length: 6 }, () => ({
    loaded: [],
    prev: [],
    depot: [],
  }));

  /** @param capped as in 6.1, where a depot holds 32 magazines and is flushed from the oldest on */
  constructor(private readonly capped: boolean) {}

  private classFor(size: number): SizeClass | undefined {
    return this.classes[Math.ceil(Math.log2(size))];
  }

  /** 0 is a miss. */
  get(size: number, end: number): number {
    const sizeClass = this.classFor(size);
    if (sizeClass === undefined) return 0;
    if (sizeClass.loaded.length === 0) {
      if (sizeClass.prev.length > 0) [sizeClass.loaded, sizeClass.prev] = [sizeClass.prev, sizeClass.loaded];
      else sizeClass.loaded = sizeClass.depot.pop() ?? sizeClass.loaded;
    }
    const { loaded } = sizeClass;
    const wraps = end < size;
    for (let i = loaded.length - 1; i >= 0; i--) {
      const pfn = loaded[i] ?? 0;
      if (!wraps && pfn > end - size) continue;
      loaded[i] = loaded[loaded.length - 1] ?? 0;
      loaded.pop();
      return pfn;
    }
    return 0;
  }

  /** What has to be freed now. */
  put(pfn: number, size: number): readonly number[] {
    const sizeClass = this.classFor(size);
    if (sizeClass === undefined) return [pfn];
    let evicted: readonly number[] = [];
    if (sizeClass.loaded.length === MAGAZINE) {
      if (sizeClass.prev.length < MAGAZINE) {
        [sizeClass.loaded, sizeClass.prev] = [sizeClass.prev, sizeClass.loaded];
      } else {
        if (this.capped && sizeClass.depot.length === CAPPED_DEPOT) evicted = sizeClass.loaded;
        else sizeClass.depot.push(sizeClass.loaded);
        sizeClass.loaded = [];
      }
    }
    sizeClass.loaded.push(pfn);
    return evicted;
  }

  flush(): number[] {
    const order: number[] = [];
    for (const sizeClass of this.classes) {
      order.push(...sizeClass.loaded.splice(0), ...sizeClass.prev.splice(0));
    }
    for (const sizeClass of this.classes) {
      const depot = sizeClass.depot.splice(0);
      order.push(...(this.capped ? depot : depot.reverse()).flat());
    }
    return order;
  }
}
