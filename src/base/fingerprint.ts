/** The identity of what is reported: what it is about, not where it stands. */

const PRIME = 0x100000001b3n;
const OFFSETS = [0xcbf29ce484222325n, 0x9ae16a3b2f90404fn] as const;

/**
 * Two 64-bit FNV-1a hashes, the second from an offset of its own. No defence against someone who wants two findings to
 * look the same: who can edit the board can write a suppression comment as well.
 */
export function fingerprintOf(parts: readonly string[]): string {
  const bytes = new TextEncoder().encode(parts.join("\0"));
  return OFFSETS.map((offset) => {
    let hash: bigint = offset;
    for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
    return hash.toString(16).padStart(16, "0");
  }).join("");
}
