/** How DTS source is read: where includes are looked for, what is defined, and how much a hostile file may cost. */
export interface DtsOptions {
  /** `-I` folders, in order; searched after the including file's own folder, for `#include` and `/include/` alike. */
  readonly includeFolders: readonly string[];
  /** `-D NAME[=VALUE]`. `__DTS__` is always defined. */
  readonly defines: readonly string[];
  /** Includes and `/incbin/` may leave the source's folder and the include folders. */
  readonly allowOutside: boolean;
  /** Labelled `/omit-if-no-ref/` nodes stay, as for `dtc -@`: overlays may refer to them. */
  readonly keepsLabelled?: boolean;
  readonly limits: DtsLimits;
}

export interface DtsLimits {
  /** Bytes of one source file. */
  readonly fileBytes: number;
  /** Bytes of all text after macro expansion. */
  readonly expandedBytes: number;
  /** Macro expansions in one run. */
  readonly macroExpansions: number;
  /** Tokens that macro expansion may touch and directives that may be carried out in one run: its time. */
  readonly preprocessorSteps: number;
  /** Files open at once, the source among them. */
  readonly includeDepth: number;
  /** Files included in one run, each as often as it is included. */
  readonly includes: number;
  readonly nodeDepth: number;
  readonly nodes: number;
  /** Bytes of one `/incbin/`. */
  readonly incbinBytes: number;
}

export const defaultDtsLimits: DtsLimits = {
  // Far above any board (the largest upstream file is below 0.4 MiB); a source of this size that is all properties takes about 0.7 GB.
  fileBytes: 16 * 1024 * 1024,
  expandedBytes: 256 * 1024 * 1024,
  macroExpansions: 10_000_000,
  preprocessorSteps: 3_000_000,
  // cpp's own limit is 200.
  includeDepth: 200,
  includes: 100_000,
  nodeDepth: 500,
  nodes: 1_000_000,
  incbinBytes: 64 * 1024 * 1024,
};

export const defaultDtsOptions: DtsOptions = {
  includeFolders: [],
  defines: [],
  allowOutside: false,
  limits: defaultDtsLimits,
};
