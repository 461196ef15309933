/** Blobs made by hand, well-formed or lying, for tests of what no compiler would write. */

const TOKENS = { begin: 1, end: 2, property: 3, nop: 4, finish: 9 } as const;

const encoder = new TextEncoder();

export const word = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);

const padded = (bytes: readonly number[]): number[] => [...bytes, ...Array(-bytes.length & 3).fill(0)];

export const begin = (name: string | readonly number[]): number[] => [
  ...word(TOKENS.begin),
  ...padded([...(typeof name === "string" ? encoder.encode(name) : name), 0]),
];

/** @param nameOffset into `STRINGS`, or any lie */
export const property = (nameOffset: number, value: readonly number[] = []): number[] => [
  ...word(TOKENS.property),
  ...word(value.length),
  ...word(nameOffset),
  ...padded(value),
];

export const end = word(TOKENS.end);
export const nop = word(TOKENS.nop);
export const finish = word(TOKENS.finish);

/** Where the names of `STRINGS` begin. */
export const NAME = { a: 0, b: 2, phandle: 4, empty: 1 } as const;
const STRINGS = [...encoder.encode("a\0b\0phandle\0")];

export interface BlobSpec {
  readonly structure: readonly number[];
  readonly strings?: readonly number[];
  /** With its terminator. */
  readonly reservations?: readonly number[];
  readonly tail?: readonly number[];
  /** Header fields that are not to be computed. */
  readonly header?: Partial<Record<HeaderField, number>>;
}

type HeaderField =
  | "magic"
  | "totalSize"
  | "structOffset"
  | "stringsOffset"
  | "reservationsOffset"
  | "version"
  | "lastCompatible"
  | "bootCpu"
  | "stringsSize"
  | "structSize";

export function blob(spec: BlobSpec): Uint8Array {
  const { structure, strings = STRINGS, reservations = Array(16).fill(0), tail = [], header = {} } = spec;
  const structOffset = 40 + reservations.length;
  const stringsOffset = structOffset + structure.length;
  const fields: Record<HeaderField, number> = {
    magic: 0xd00dfeed,
    totalSize: stringsOffset + strings.length,
    structOffset,
    stringsOffset,
    reservationsOffset: 40,
    version: 17,
    lastCompatible: 16,
    bootCpu: 0,
    stringsSize: strings.length,
    structSize: structure.length,
    ...header,
  };
  return Uint8Array.from([...Object.values(fields).flatMap(word), ...reservations, ...structure, ...strings, ...tail]);
}

/** `/ { a = "x"; n { b; }; };` */
export const SMALL = [
  ...begin(""),
  ...property(NAME.a, [0x78, 0]),
  ...begin("n"),
  ...property(NAME.b),
  ...end,
  ...end,
  ...finish,
];
