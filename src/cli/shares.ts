/**
 * Which batches fall to which thread. Neighbours include the same files, and a thread knows those that it has read: so
 * each has a stretch of its own, and helps at the end of the longest that is left when that is done.
 */

/** @param T what is done together; its length is what it weighs */
export class Shares<T extends { readonly length: number }> {
  private readonly shares: readonly T[][];

  /** @param batches in their order; each of `count` shares gets about as much of them */
  constructor(batches: readonly T[], count: number) {
    const shares = Array.from({ length: count }, (): T[] => []);
    const total = weightOf(batches);
    let before = 0;
    for (const batch of batches) {
      // By its middle, so that none of the shares is empty where there are enough batches.
      const share = Math.floor(((before + batch.length / 2) * count) / total);
      shares[share]?.push(batch);
      before += batch.length;
    }
    this.shares = shares;
  }

  /** What the owner of a share is to do next; undefined once nothing is left for anybody. */
  next(owner: number): T | undefined {
    return this.shares[owner]?.shift() ?? this.longest().pop();
  }

  /** Is done next by the same one. */
  putBack(owner: number, batch: T): void {
    this.shares[owner]?.unshift(batch);
  }

  private longest(): T[] {
    return this.shares.reduce((longest, share) => (weightOf(share) > weightOf(longest) ? share : longest), []);
  }
}

const weightOf = (batches: readonly { readonly length: number }[]): number =>
  batches.reduce((sum, { length }) => sum + length, 0);
