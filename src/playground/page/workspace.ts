/** The files that are open, and what they can be taken for by their names. */
import type { Content } from "../messages.js";

export type Files = ReadonlyMap<string, Content>;

/** An example, or the user's own. */
export interface Workspace {
  /** An example's name; null for the user's own files. */
  readonly example: string | null;
  readonly files: Files;
  readonly listing: Listing;
}

/** The paths of some files by what they can be taken for, sorted. A tree has thousands, and they stay while one types. */
export interface Listing {
  readonly boards: readonly string[];
  readonly plans: readonly string[];
  readonly overlays: readonly string[];
  /** What can be shown in an editor. */
  readonly texts: readonly string[];
}

export const workspaceOf = (example: string | null, files: Files): Workspace => ({
  example,
  files,
  listing: listingOf(files),
});

const OVERLAY = /\.(dtso|dtbo)$/;
const EDITED = /\.(dts|dtsi|dtso|h|yaml|yml|txt)$/;
const PLAN = /\.iova\.yaml$/;

/** What a kernel's or another large tree holds and no board reads. */
const NEVER_READ = /(^|\/)\.git\/|\.(c|o|a|ko|S|rst|cmd|d)$/;

export const isOfUse = (path: string): boolean => !NEVER_READ.test(path);

export function listingOf(files: Files): Listing {
  const paths = [...files.keys()].sort();
  return {
    boards: [...paths.filter((path) => /\.(dts|dtb)$/.test(path)), ...treeFolders(paths)].sort(),
    plans: paths.filter(isPlan),
    overlays: paths.filter((path) => OVERLAY.test(path)),
    texts: paths.filter((path) => EDITED.test(path)),
  };
}

export const isPlan = (path: string): boolean => PLAN.test(path);

/** The outermost folders with a file for the property that every tree's root has. */
function treeFolders(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap((path) => /^(.*)\/#address-cells$/.exec(path)?.[1] ?? []);
  return folders.filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
}

/** The plan that counts for a board without being named. */
export const planBeside = (board: string): string => `${board.replace(/\.[^./]*$/, "")}.iova.yaml`;

/** What was opened joins what is there; a board among it begins anew, unless it is the user's own files that it joins. */
export function withOpened(now: Workspace, opened: Files): Workspace {
  if (now.example !== null && listingOf(opened).boards.length > 0) return workspaceOf(null, opened);
  return workspaceOf(now.example, new Map([...now.files, ...opened]));
}

export function withText(now: Workspace, path: string, text: string): Workspace {
  const files = new Map(now.files).set(path, text);
  return now.files.has(path) ? { ...now, files } : workspaceOf(now.example, files);
}

/** What a worker has to be told to get from one set of files to another. */
export function changesBetween(before: Files, after: Files): [string, Content | null][] {
  const changed = [...after].filter(([path, content]) => before.get(path) !== content);
  const gone = [...before.keys()].filter((path) => !after.has(path));
  return [...changed, ...gone.map((path): [string, null] => [path, null])];
}
