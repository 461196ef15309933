/** `BASE..HEAD`: which boards the files that changed between two commits reach, by way of includes. */
import { posix } from "node:path";
import type { LoadOptions } from "../index.js";
import { CONFIG_NAME, includeFoldersOf } from "../parts.js";
import { commitOf, type GitProblem, type Revisions, shallowHint } from "./git.js";
import { GitTree } from "./git-tree.js";
import type { Host } from "./host.js";
import { byFolder, IncludeScanner, SOURCE_BYTES } from "./include-scanner.js";

export interface CommitRange {
  readonly base: string;
  readonly head: string;
  /** `BASE...HEAD`: from where the two parted. */
  readonly isFromMergeBase: boolean;
}

/** Null for what is no range: a path may hold two dots as well, with a slash beside them. */
export function rangeOf(argument: string): CommitRange | null {
  const match = /^(.*?[^/.])(\.{2,3})([^/.].*)$/s.exec(argument);
  const [, base, dots, head] = match ?? [];
  if (base === undefined || head === undefined || head.includes("..")) return null;
  return { base, head, isFromMergeBase: dots === "..." };
}

/** The commits to compare, as revisions that the user would know again. */
export function endsOf(range: CommitRange, git: Host["git"]): { base: string; head: string } | GitProblem {
  const [base, head] = [commitOf(git, range.base), commitOf(git, range.head)];
  if (typeof base !== "string") return base;
  if (typeof head !== "string") return head;
  if (!range.isFromMergeBase) return range;
  const merged = git(["merge-base", base, head]);
  if (!merged.ok) {
    return { message: `'${range.base}' and '${range.head}' have no commit in common`, ...shallowHint(git) };
  }
  return { base: new TextDecoder().decode(merged.bytes).trim(), head: range.head };
}

/** Paths from the root of the repository. @param paths as for git: folders, files, patterns; empty for all */
export function changedFiles(
  ends: { base: string; head: string },
  paths: readonly string[],
  git: Host["git"],
): ReadonlySet<string> | GitProblem {
  const [base, head] = [commitOf(git, ends.base), commitOf(git, ends.head)];
  if (typeof base !== "string") return base;
  if (typeof head !== "string") return head;
  const listed = git(["diff-tree", "-r", "-z", "--name-only", "--no-renames", base, head, "--", ...paths]);
  if (!listed.ok) return listed;
  return new Set(
    new TextDecoder()
      .decode(listed.bytes)
      .split("\0")
      .filter((path) => path !== ""),
  );
}

/**
 * The boards of a revision that changed files reach, in the order of their paths: by includes, by their plans, and by
 * the configs around them. Conditions are not evaluated and
 * every folder that has a file of an include's name counts, so a board too many may be named, but none is missed.
 *
 * @param changed paths from the root of the repository
 */
export async function boardsReached(
  revision: string,
  changed: ReadonlySet<string>,
  files: Revisions,
  options: LoadOptions,
): Promise<string[]> {
  const tree = files.add(revision);
  if (!(tree instanceof GitTree) || changed.size === 0) return [];
  const boards = [...tree.paths].filter((path) => /\.dt[sb]$/.test(path));
  const configured = configsConcerned(tree, changed).map(folderOf);
  const isConfigured = (board: string) => configured.some((folder) => folder === "" || board.startsWith(`${folder}/`));
  const isNamed = (board: string) => changed.has(board) || changed.has(planOf(board)) || isConfigured(board);
  const reached = new Set(boards.filter(isNamed));
  const sources = boards.filter((board) => board.endsWith(".dts"));
  // All that boards mostly include: otherwise git is called for each step from file to file, folder by folder.
  if (sources.length > 0) tree.prefetch([...tree.paths].filter((path) => LIKELY.test(path)));
  const scanner = new IncludeScanner(tree);
  const sourcesChanged = new Set([...changed, ...plannedSources(changed)]);
  for (const [folder, group] of byFolder(sources)) {
    const folders = await includeFoldersOf(`${revision}:/${group[0]}`, options);
    const inside = folders.flatMap((path) => insideOf(path, revision));
    for (const board of scanner.reaching(group, [folder, ...inside], sourcesChanged)) reached.add(board);
  }
  return boards.filter((board) => reached.has(board));
}

/** Configs that changed, and those that may name a profile or a plan that did: whatever they say of it is not read. */
function configsConcerned(tree: GitTree, changed: ReadonlySet<string>): readonly string[] {
  const isConfig = (path: string) => posix.basename(path) === CONFIG_NAME;
  const named = [...changed].filter((path) => /\.ya?ml$/.test(path)).map((path) => posix.basename(path));
  const mentions = (path: string): boolean => {
    const read = tree.readFile(path, SOURCE_BYTES);
    const text = read.ok ? new TextDecoder().decode(read.bytes) : "";
    return !read.ok || named.some((name) => text.includes(name));
  };
  const unchanged = named.length === 0 ? [] : [...tree.paths].filter((path) => isConfig(path) && !changed.has(path));
  return [...[...changed].filter(isConfig), ...unchanged.filter(mentions)];
}

/** The sources that a changed plan may lie beside: it speaks for every board that includes them. */
const plannedSources = (changed: ReadonlySet<string>): readonly string[] =>
  [...changed]
    .filter((path) => path.endsWith(PLAN))
    .flatMap((path) => [".dtsi", ".dts", ".dtso"].map((end) => `${path.slice(0, -PLAN.length)}${end}`));

const PLAN = ".iova.yaml";

const LIKELY = /\.dtsi?$|\/dt-bindings\/.*\.h$/;

/** Empty for the root of the repository. */
const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");

const planOf = (board: string): string => board.replace(/\.dt[sb]$/, ".iova.yaml");

function insideOf(path: string, revision: string): string[] {
  const name = path.startsWith("/") ? path.slice(1) : path;
  return name.startsWith(`${revision}:/`) ? [name.slice(revision.length + 2)] : name === `${revision}:` ? [""] : [];
}
