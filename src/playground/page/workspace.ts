/** The files that are open, and what they can be taken for by their names. */
import type { Content } from "../messages.js";

export type Files = ReadonlyMap<string, Content>;

/** An example, or the user's own. */
export interface Workspace {
  /** An example's name; null for the user's own files. */
  readonly example: string | null;
  readonly files: Files;
}

const OVERLAY = /\.(dtso|dtbo)$/;
const PLAN = /\.iova\.yaml$/;

/** What a kernel's or another large tree holds and no board reads. */
const NEVER_READ = /(^|\/)\.git\/|\.(c|o|a|ko|S|rst|cmd|d)$/;

export const isOfUse = (path: string): boolean => !NEVER_READ.test(path);

/** Paths, sorted: sources, blobs and folders as `/proc/device-tree` is one. */
export function boardsOf(files: Files): readonly string[] {
  const paths = [...files.keys()];
  return [...paths.filter((path) => /\.(dts|dtb)$/.test(path)), ...treeFolders(paths)].sort();
}

/** The outermost folders with a file for the property that every tree's root has. */
function treeFolders(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap((path) => /^(.*)\/#address-cells$/.exec(path)?.[1] ?? []);
  return folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
}

export const plansOf = (files: Files): readonly string[] => [...files.keys()].filter((path) => PLAN.test(path)).sort();

export const overlaysOf = (files: Files): readonly string[] =>
  [...files.keys()].filter((path) => OVERLAY.test(path)).sort();

/** The plan that counts for a board without being named. */
export const planBeside = (board: string): string => `${board.replace(/\.[^./]*$/, "")}.iova.yaml`;

const EDITED = /\.(dts|dtsi|dtso|h|yaml|yml|txt)$/;

export const isText = (path: string): boolean => EDITED.test(path);

/** What was opened joins what is there; a board among it begins anew, unless it is the user's own files that it joins. */
export function withOpened(now: Workspace, opened: Files): Workspace {
  if (now.example !== null && boardsOf(opened).length > 0) return { example: null, files: opened };
  return { ...now, files: new Map([...now.files, ...opened]) };
}

export const withText = (now: Workspace, path: string, text: string): Workspace => ({
  ...now,
  files: new Map([...now.files, [path, text]]),
});

/** What a worker has to be told to get from one set of files to another. */
export function changesBetween(before: Files, after: Files): [string, Content | null][] {
  const changed = [...after].filter(([path, content]) => before.get(path) !== content);
  const gone = [...before.keys()].filter((path) => !after.has(path));
  return [...changed, ...gone.map((path): [string, null] => [path, null])];
}
