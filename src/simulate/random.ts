/** Numbers that look random and are the same for the same seed, on every machine. */

export interface Random {
  /** A whole number from 0 to `below - 1`. */
  below(below: number): number;
}

/** Marsaglia's 32-bit xorshift (13, 17, 5): enough to shuffle frees. @param seed any whole number */
export function seededRandom(seed: number): Random {
  // 0 is the one state that xorshift never leaves.
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x6d2b79f5) | 0 || 1;
  return {
    below(below) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return Math.floor(((state >>> 0) / 0x100000000) * below);
    },
  };
}
