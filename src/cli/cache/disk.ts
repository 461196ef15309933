/** A folder that results are kept in, as the command line sees it; `node-disk.ts` has the real one. */

export interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970, of when it was last written or used. */
  readonly usedAt: number;
}

/** Null where all is well; else why not, in a few words. */
export type Refusal = string | null;

/** Never throws: what cannot be read is not there, and what cannot be written is told. */
export interface Disk {
  /** Makes the folder where it is not there: for its owner alone. Refuses one that others may write to. */
  open(folder: string): Refusal;
  /**
   * Null for what is not there, is no file of the user's own, or may be written to by others. That it was used is noted
   * once a day.
   */
  read(path: string): Uint8Array<ArrayBuffer> | null;
  /** Whole or not at all, whoever writes there at the same time. Makes the folder that it lies in. */
  write(path: string, parts: readonly Uint8Array[]): Refusal;
  /** Every file in the folders of a folder; empty if there is none. */
  list(folder: string): readonly KeptFile[];
  remove(path: string): void;
  /** Milliseconds since 1970. */
  now(): number;
}
