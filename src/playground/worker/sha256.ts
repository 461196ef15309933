/**
 * SHA-256 (FIPS 180-4, section 6.2): Web Crypto has it only where a page came over a connection that is safe, and this
 * one may lie on any server.
 */

const WORDS_IN_BLOCK = 16;
const ROUNDS = 64;

/** The first 32 bits of the fractional parts of a root of each of the first primes (4.2.2 and 5.3.3). */
const fractions = (count: number, root: (prime: number) => number): Int32Array => {
  const found = new Int32Array(count);
  for (let candidate = 2, at = 0; at < count; candidate++) {
    if (isPrime(candidate)) found[at++] = Math.floor((root(candidate) % 1) * 2 ** 32);
  }
  return found;
};

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false;
  return true;
}

const CONSTANTS = fractions(ROUNDS, Math.cbrt);
const INITIAL = fractions(8, Math.sqrt);

/** In lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  const state = Int32Array.from(INITIAL);
  const blocks = padded(bytes);
  for (let offset = 0; offset < blocks.byteLength; offset += WORDS_IN_BLOCK * 4) digestBlock(state, blocks, offset);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Whole blocks: a bit behind the bytes, and their length in bits at the end (5.1.1). */
function padded(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / (WORDS_IN_BLOCK * 4)) * WORDS_IN_BLOCK * 4;
  const all = new Uint8Array(length);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n);
  return view;
}

const rotated = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

const schedule = new Int32Array(ROUNDS);

function digestBlock(state: Int32Array, blocks: DataView, offset: number): void {
  for (let i = 0; i < ROUNDS; i++) schedule[i] = i < WORDS_IN_BLOCK ? blocks.getInt32(offset + i * 4) : extended(i);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < ROUNDS; i++) {
    const chosen = (e & f) ^ (~e & g);
    const ofE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + ofE + chosen + (CONSTANTS[i] ?? 0) + (schedule[i] ?? 0)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + word;
}

function extended(i: number): number {
  const [near = 0, far = 0] = [schedule[i - 2], schedule[i - 15]];
  const ofNear = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
  const ofFar = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
  return (ofNear + (schedule[i - 7] ?? 0) + ofFar + (schedule[i - 16] ?? 0)) | 0;
}
