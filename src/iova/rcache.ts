/**
 * The per-size cache of freed ranges (`iova_rcache`, drivers/iommu/iova.c), for one CPU. It holds first pfns only: the
 * ranges stay nodes of the tree, and nothing checks that a pfn put here was allocated, or with that size.
 */
import { type Pfn, roundUpToPowerOfTwo } from "./pfn.js";
import type { DepotPolicy } from "./search.js";

/** `IOVA_RANGE_CACHE_MAX_SIZE`: classes are for 1, 2, 4, 8, 16 and 32 pfns. */
const CLASSES = 6;
/** `IOVA_MAG_SIZE`, 6.1 and 6.12. */
const MAGAZINE_SIZE = 127;
/** Sizes above this, the largest class, go past the cache. */
export const LARGEST_CACHED_SIZE = 2 ** (CLASSES - 1);

/** The pfns that `alloc_iova_fast` really takes for `size`: what the cache could hold is rounded up to its class. */
export const takenSize = (size: number): number => (size < LARGEST_CACHED_SIZE ? roundUpToPowerOfTwo(size) : size);

/** Pfns, the top of the stack last. */
type Magazine = number[];

const NONE: readonly number[] = [];

interface SizeClass {
  loaded: Magazine;
  previous: Magazine;
  /** Full magazines, the top of the stack last. */
  depot: Magazine[];
}

const emptyClass = (): SizeClass => ({ loaded: [], previous: [], depot: [] });

/** ceil(log2(size)) for 1 <= size <= 32: `order_base_2`. */
const classOf = (size: number): number => 32 - Math.clz32(size - 1);

export class Rcache {
  private classes = Array.from({ length: CLASSES }, emptyClass);
  /** Nothing was put in since it was made or emptied. */
  private isEmpty = true;

  constructor(private readonly policy: DepotPolicy) {}

  clone(): Rcache {
    const copy = new Rcache(this.policy);
    copy.classes = this.classes.map(({ loaded, previous, depot }) => ({
      loaded: [...loaded],
      previous: [...previous],
      depot: depot.map((magazine) => [...magazine]),
    }));
    copy.isEmpty = this.isEmpty;
    return copy;
  }

  /**
   * Takes the youngest cached pfn of the size's class, of the loaded magazine only, that is at most `highest`; null on a
   * miss, even if the other magazine or the depot has one (__iova_rcache_get).
   *
   * @param size 1 to LARGEST_CACHED_SIZE
   */
  get(size: number, highest: number): number | null {
    const sizeClass = this.classes[classOf(size)];
    if (sizeClass === undefined || !load(sizeClass)) return null;
    const { loaded } = sizeClass;
    const top = loaded.pop() ?? 0;
    if (top <= highest) return top;
    const found = loaded.findLastIndex((pfn) => pfn <= highest);
    if (found < 0) {
      loaded.push(top);
      return null;
    }
    // iova_magazine_pop fills the hole with the top entry, which changes the order of later hits.
    const [pfn = 0] = loaded.splice(found, 1, top);
    return pfn;
  }

  /**
   * Puts a pfn on top of its class (__iova_rcache_insert).
   *
   * @param size 1 to LARGEST_CACHED_SIZE
   * @returns pfns whose nodes must be removed from the tree now, in this order: a magazine that a full depot refused
   */
  put(pfn: Pfn, size: number): readonly Pfn[] {
    const sizeClass = this.classes[classOf(size)];
    if (sizeClass === undefined) return [pfn];
    const refused = sizeClass.loaded.length === MAGAZINE_SIZE ? this.makeRoom(sizeClass) : NONE;
    sizeClass.loaded.push(pfn);
    this.isEmpty = false;
    return refused;
  }

  /** Puts a full loaded magazine aside; gives it back if there is no place for it. */
  private makeRoom(sizeClass: SizeClass): readonly number[] {
    if (sizeClass.previous.length < MAGAZINE_SIZE) {
      swap(sizeClass);
      return NONE;
    }
    const full = sizeClass.loaded;
    sizeClass.loaded = [];
    if (sizeClass.depot.length === this.policy.capacity) return full;
    sizeClass.depot.push(full);
    return NONE;
  }

  /** Empties the cache; the pfns in the order in which the kernel removes their nodes (free_cpu_cached_iovas, then free_global_cached_iovas). */
  flush(): readonly number[] {
    // A domain that is full is asked for this at every allocation.
    if (this.isEmpty) return NONE;
    this.isEmpty = true;
    const classes = this.classes;
    this.classes = Array.from({ length: CLASSES }, emptyClass);
    return [
      ...classes.flatMap(({ loaded, previous }) => [...loaded, ...previous]),
      ...classes.flatMap(({ depot }) => (this.policy.flushes === "oldest-first" ? depot : depot.toReversed()).flat()),
    ];
  }
}

const swap = (sizeClass: SizeClass): void => {
  const { loaded } = sizeClass;
  sizeClass.loaded = sizeClass.previous;
  sizeClass.previous = loaded;
};

/** Sees to it that the loaded magazine is not empty, if any is not. */
function load(sizeClass: SizeClass): boolean {
  if (sizeClass.loaded.length > 0) return true;
  if (sizeClass.previous.length > 0) {
    swap(sizeClass);
    return true;
  }
  const full = sizeClass.depot.pop();
  if (full === undefined) return false;
  sizeClass.loaded = full;
  return true;
}
