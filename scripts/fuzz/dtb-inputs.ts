/** Blobs that are nearly right: bits flipped, words replaced, stretches moved within a blob or from another. */
import type { Random } from "./random.js";

const WORDS = [0, 1, 2, 3, 4, 9, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 0xd00dfeed, 16, 17, 40, 0x10000];
const HEADER_WORDS = 10;

type Mutation = (bytes: Uint8Array, others: readonly Uint8Array[], random: Random) => Uint8Array;

const flipBit: Mutation = (bytes, _others, random) => {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
};

/** In place. */
const replaceWord = (bytes: Uint8Array, at: number, random: Random): Uint8Array => {
  const view = new DataView(bytes.buffer);
  if (at + 4 > bytes.length) return bytes;
  const old = view.getUint32(at);
  view.setUint32(at, random.oneIn(2) ? random.pick(WORDS) : (old + random.below(65) - 32) >>> 0);
  return bytes;
};

/** A block or a stretch of one blob over another place of the same length. */
const splice: Mutation = (bytes, others, random) => {
  const from = random.oneIn(2) ? bytes : random.pick(others);
  const length = 4 * random.below(Math.min(64, from.length / 4)) + 4;
  const start = 4 * random.below(from.length / 4);
  const piece = from.slice(start, start + length);
  const at = 4 * random.below(bytes.length / 4);
  bytes.set(piece.subarray(0, bytes.length - at), at);
  return bytes;
};

/** A stretch put in or taken out, which moves all that follows. */
const shift: Mutation = (bytes, others, random) => {
  const at = 4 * random.below(bytes.length / 4);
  const count = 4 * random.below(16);
  if (random.oneIn(2)) return concatenate(bytes.subarray(0, at), bytes.subarray(at + count));
  const from = random.pick(others);
  return concatenate(bytes.subarray(0, at), from.subarray(0, count), bytes.subarray(at));
};

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  (bytes, _others, random) => replaceWord(bytes, 4 * random.below(HEADER_WORDS), random),
  (bytes, _others, random) => replaceWord(bytes, 4 * random.below(bytes.length / 4), random),
  splice,
  shift,
  (bytes, _others, random) => bytes.slice(0, random.below(bytes.length)),
  // Many copies: what is quadratic shows.
  (bytes, _others, random) =>
    repeat(bytes, 4 * random.below(bytes.length / 4), 4 * (1 + random.below(16)), random.below(2000)),
];

export function mutatedBlob(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = random.pick(seeds).slice();
  for (let left = 1 + random.below(4); left > 0 && bytes.length >= 8; left--) {
    bytes = random.pick(MUTATIONS)(bytes, seeds, random).slice();
  }
  if (random.oneIn(2)) mendHeader(bytes);
  return bytes;
}

/** The sizes made to fit again, so that the damage further in is reached. */
function mendHeader(bytes: Uint8Array): void {
  if (bytes.length < 40) return;
  const view = new DataView(bytes.buffer);
  view.setUint32(4, bytes.length);
  const [structure, strings] = [view.getUint32(8), view.getUint32(12)];
  if (strings > structure && strings <= bytes.length) {
    view.setUint32(32, bytes.length - strings);
    view.setUint32(36, strings - structure);
  }
}

function repeat(bytes: Uint8Array, at: number, length: number, times: number): Uint8Array {
  const piece = bytes.slice(at, at + length);
  const out = new Uint8Array(bytes.length + piece.length * times);
  out.set(bytes.subarray(0, at));
  for (let i = 0; i < times; i++) out.set(piece, at + i * piece.length);
  out.set(bytes.subarray(at), at + piece.length * times);
  return out;
}

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
