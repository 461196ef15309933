/**
 * Revisions as inputs: `REV:path` names a file or a folder at a commit, as git itself writes it. Inside, such a path is
 * `REV:/path`, so that joining names to folders works as it does for files; a reader that knows the revisions reads
 * those from git's objects, and everything else from where it always was.
 */
import { posix } from "node:path";
import type { FileRead, FileReader } from "../base/files.js";
import { atInput } from "../base/source.js";
import { SourceStore } from "../base/source-store.js";
import { type BlobsCopy, GitBlobs } from "./git-blobs.js";
import { GitTree, type GitTreeCopy } from "./git-tree.js";
import type { Host } from "./host.js";
import type { Input } from "./inputs.js";

export interface RevisionsCopy {
  readonly trees: readonly (readonly [revision: string, tree: GitTreeCopy])[];
  readonly blobs: BlobsCopy;
}

export class Revisions implements FileReader {
  private readonly trees = new Map<string, GitTree>();
  private readonly commitsOf = new Map<string, string>();
  /** What all boards of the run are read from, once every revision that is needed has been added. */
  readonly store: SourceStore;
  readonly sha256?: (bytes: Uint8Array) => string;

  constructor(
    private readonly git: Host["git"],
    private readonly files: FileReader,
    isForMany = false,
    private readonly blobs = new GitBlobs(git),
  ) {
    if (files.sha256 !== undefined) this.sha256 = files.sha256.bind(files);
    this.store = new SourceStore(this, isForMany);
  }

  /** The same revisions, in another thread. */
  static from(copy: RevisionsCopy, host: Pick<Host, "git" | "files">): Revisions {
    const blobs = GitBlobs.from(host.git, copy.blobs);
    const files = new Revisions(host.git, host.files, true, blobs);
    for (const [revision, tree] of copy.trees) files.trees.set(revision, GitTree.from(blobs, tree));
    return files;
  }

  /** The same revisions, and nothing that was read before: for many boards more. */
  renewed(): Revisions {
    const files = new Revisions(this.git, this.files, true, this.blobs);
    for (const [revision, tree] of this.trees) files.trees.set(revision, tree);
    return files;
  }

  /** A plain value: all that is known of the revisions, so that git need not be asked again. */
  copy(): RevisionsCopy {
    return { trees: [...this.trees].map(([revision, tree]) => [revision, tree.copy()]), blobs: this.blobs.copy() };
  }

  /** As arguments named them. */
  get revisions(): readonly string[] {
    return [...this.trees.keys()];
  }

  /** @returns the revision's tree, or why there is none */
  add(revision: string): GitTree | GitProblem {
    const known = this.trees.get(revision);
    if (known !== undefined) return known;
    const commit = commitOf(this.git, revision);
    if (typeof commit !== "string") return commit;
    const tree = GitTree.read(this.git, this.blobs, commit);
    if (tree instanceof GitTree) {
      this.trees.set(revision, tree);
      this.commitsOf.set(revision, commit);
    }
    return tree;
  }

  /** Of every revision that was added. */
  get commits(): readonly (readonly [revision: string, commit: string])[] {
    return [...this.commitsOf];
  }

  /** Reads those of many files that lie in a revision with few calls. */
  prefetch(paths: readonly string[]): void {
    for (const [, tree] of this.trees) {
      tree.prefetch(paths.flatMap((path) => this.insideOf(path, tree)));
    }
  }

  private insideOf(path: string, tree: GitTree): readonly string[] {
    const found = this.find(path);
    return found?.tree === tree ? [found.inside] : [];
  }

  /** `-I` and `--kernel` mean folders of an input's revision, where it has them. */
  foldersFor(input: string, named: NamedFolders): { includeFolders: readonly string[]; kernel: string | null } {
    const found = this.find(input);
    const at = (folder: string): string => {
      if (found === null || posix.isAbsolute(folder)) return folder;
      const inside = posix.join(this.prefix(), folder);
      return found.tree.kindOf(inside) === null ? folder : `${found.revision}:/${inside}`;
    };
    return { includeFolders: named.include.map(at), kernel: named.kernel === undefined ? null : at(named.kernel) };
  }

  /** `REV:/path` as git writes it; other paths as they are. */
  shown(path: string): string {
    const found = this.find(path);
    return found === null ? path : `${found.revision}:${path.slice(found.revision.length + 2)}`;
  }

  /** The working directory as seen from the repository's root: empty, or with a slash at its end. */
  prefix(): string {
    const shown = this.git(["rev-parse", "--show-prefix"]);
    return shown.ok ? new TextDecoder().decode(shown.bytes).trimEnd() : "";
  }

  readFile(path: string, maxBytes: number): FileRead {
    const found = this.find(path);
    return found === null ? this.files.readFile(path, maxBytes) : found.tree.readFile(found.inside, maxBytes);
  }

  kindOf(path: string): "file" | "directory" | "other" | null {
    const found = this.find(path);
    return found === null ? this.files.kindOf(path) : found.tree.kindOf(found.inside);
  }

  /** Absolute, as of a file system in which every revision is a folder of the root. */
  realPath(path: string): string | null {
    const found = this.find(path);
    if (found === null) return this.files.realPath(path);
    const real = found.tree.resolve(found.inside);
    return real === null ? null : posix.join(`/${found.revision}:`, real);
  }

  list(path: string): readonly string[] {
    const found = this.find(path);
    return found === null ? this.files.list(path) : found.tree.list(found.inside);
  }

  private find(path: string): { revision: string; tree: GitTree; inside: string } | null {
    const name = path.startsWith("/") ? path.slice(1) : path;
    for (const [revision, tree] of this.trees) {
      const root = `${revision}:`;
      if (name === root) return { revision, tree, inside: "" };
      if (name.startsWith(`${root}/`)) return { revision, tree, inside: posix.normalize(name.slice(root.length + 1)) };
    }
    return null;
  }
}

/** Why git has no answer, and what would make it have one. */
export interface GitProblem {
  readonly message: string;
  readonly hint?: string;
}

/** A clone of the newest commits alone knows no older ones: what gets them, or nothing for a whole clone. */
export function shallowHint(git: Host["git"]): { readonly hint?: string } {
  const asked = git(["rev-parse", "--is-shallow-repository"]);
  if (!asked.ok || new TextDecoder().decode(asked.bytes).trim() !== "true") return {};
  return {
    hint: "this clone is shallow: 'git fetch --unshallow' gets its history (actions/checkout: 'fetch-depth: 0'), and 'git fetch origin BRANCH' a branch",
  };
}

/** @param revision as the user wrote it, so it may look like an option */
export function commitOf(git: Host["git"], revision: string): string | GitProblem {
  if (revision.startsWith("-")) return { message: `'${revision}' is not a revision` };
  const parsed = git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  if (parsed.ok) return new TextDecoder().decode(parsed.bytes).trim();
  if (parsed.message !== "") return { message: parsed.message };
  return { message: `git knows no revision '${revision}'`, ...shallowHint(git) };
}

/** `v6.12:arch/arm64`: null for what lies in the file system, or names no revision. */
function splitRevision(argument: string, files: FileReader): { revision: string; path: string } | null {
  const colon = argument.indexOf(":");
  if (colon <= 0 || argument === "-" || files.kindOf(argument) !== null) return null;
  return { revision: argument.slice(0, colon), path: argument.slice(colon + 1) };
}

/** Folders as options name them. */
interface NamedFolders {
  readonly include: readonly string[];
  readonly kernel?: string;
}

export interface Revised {
  /** `REV:path` as paths that `files` can read, the others as they were; a problem for revisions that do not exist. */
  readonly args: readonly Input[];
  readonly files: Revisions;
}

/** Makes revisions that arguments name readable. Git is called only if one does. */
export function withRevisions(args: readonly string[], host: Pick<Host, "git" | "files">): Revised {
  const files = new Revisions(host.git, host.files);
  const revised = args.map((argument): Input => {
    const found = readableAt(argument, files, host.files);
    if ("path" in found) return { path: found.path, problem: null };
    const problem = { message: `no such file, and no such revision: ${found.message}`, location: atInput(argument) };
    const hint = found.hint !== undefined ? { hint: found.hint } : {};
    return { path: argument, problem: { severity: "error", code: "revision-unknown", ...problem, ...hint } };
  });
  return { args: revised, files };
}

/** The path by which `files` can read what an argument names, once it names a revision that is there. */
export function readableAt(
  argument: string,
  files: Revisions,
  onDisk: FileReader,
): { readonly path: string } | GitProblem {
  const split = splitRevision(argument, onDisk);
  if (split === null) return { path: argument };
  const tree = files.add(split.revision);
  return tree instanceof GitTree ? { path: insidePath(split, files) } : tree;
}

/** `./x` and `../x` are relative to the working directory, as for git; all else to the repository's root. */
function insidePath({ revision, path }: { revision: string; path: string }, files: Revisions): string {
  const inside = /^\.\.?(\/|$)/.test(path) ? posix.join(files.prefix(), path) : path;
  return posix.join(`${revision}:`, posix.join("/", inside)).replace(/(.)\/$/, "$1");
}
