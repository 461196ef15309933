/** What the kept files are called: a hash each, its first digit a folder, and what it is. */

export type Kind = "job" | "board";

export const pathIn = (folder: string, hash: string, kind: Kind): string =>
  `${folder}/${hash.slice(0, 1)}/${hash.slice(1)}.${kind}`;

export const isAnalysis = (path: string): boolean => path.endsWith(".board");
