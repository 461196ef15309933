/**
 * Where the device trees of Linux, U-Boot and devicetree-rebasing look for their includes, so that a board inside such
 * a tree can be read without being told.
 */
import { dirname, join, relative } from "../base/file-path.js";
import type { FileReader } from "../base/files.js";

type TreeKind = "linux" | "u-boot" | "rebasing";

/** Parents that are looked at; no checkout is that deep. */
const MOST_PARENTS = 64;

/**
 * The include folders of the tree that a board lies in, in the order of search; empty if it lies in none. They are
 * relative to the working directory if the board's path is.
 */
export function kernelIncludeFolders(boardPath: string, files: FileReader): readonly string[] {
  const folder = dirname(boardPath);
  const real = files.realPath(folder);
  const tree = real === null ? null : treeAbove(real, files);
  if (real === null || tree === null) return [];
  // The same root by way of the path as the user gave it, unless a symbolic link lies on that way.
  const near = join(folder, ...Array<string>(tree.steps).fill(".."));
  const root = files.realPath(near) === tree.root ? near : tree.root;
  return existing(foldersOf(tree.kind, root, folder, relative(tree.root, real), files), files);
}

/**
 * The same for a tree that the user names. The board may lie elsewhere (its own folder then comes first), or there
 * may be none. Empty if `kernelDir` is no such tree.
 */
export function includeFoldersOfKernel(
  kernelDir: string,
  boardPath: string | null,
  files: FileReader,
): readonly string[] {
  const root = files.realPath(kernelDir);
  const kind = treeKind(kernelDir, files);
  if (root === null || kind === null) return [];
  const folder = boardPath === null ? null : dirname(boardPath);
  const real = folder === null ? null : files.realPath(folder);
  const inside = real === null ? "" : relative(root, real);
  return existing(foldersOf(kind, kernelDir, folder, inside, files), files);
}

/** The root of the tree that a folder (its real path) lies in; null if it lies in none. */
export function treeRootOf(folder: string, files: FileReader): string | null {
  return treeAbove(folder, files)?.root ?? null;
}

function treeAbove(
  folder: string,
  files: FileReader,
): { readonly kind: TreeKind; readonly root: string; readonly steps: number } | null {
  let root = folder;
  for (let steps = 0; steps < MOST_PARENTS; steps++) {
    const kind = treeKind(root, files);
    if (kind !== null) return { kind, root, steps };
    const parent = dirname(root);
    if (parent === root) return null;
    root = parent;
  }
  return null;
}

function treeKind(root: string, files: FileReader): TreeKind | null {
  const has = (path: string): boolean => files.kindOf(join(root, path)) === "directory";
  if (has("arch")) {
    if (has("include/configs") || has("dts/upstream")) return "u-boot";
    // Linux before 4.12 had no include-prefixes.
    return has("scripts/dtc/include-prefixes") || (has("include/dt-bindings") && has("scripts/dtc")) ? "linux" : null;
  }
  return has("src") && has("Bindings") && has("include/dt-bindings") ? "rebasing" : null;
}

/**
 * @param folder of the board, as the user named it; null for no board
 * @param inside the same folder as seen from the root; meaningless if it lies outside
 */
function foldersOf(
  kind: TreeKind,
  root: string,
  folder: string | null,
  inside: string,
  files: FileReader,
): readonly string[] {
  const own = folder === null ? [] : [folder];
  const at = (path: string): string => join(root, path);
  const parts = inside.split("/");
  switch (kind) {
    case "linux":
      return [...own, ...linuxFolders(parts, at, files)];
    case "u-boot":
      return [...own, ...uBootFolders(parts).map(at)];
    case "rebasing":
      return [
        ...own,
        ...(parts[0] === "src" && parts[1] !== undefined ? [at(`src/${parts[1]}`)] : []),
        at("src"),
        at("include"),
      ];
  }
}

function linuxFolders(parts: readonly string[], at: (path: string) => string, files: FileReader): readonly string[] {
  const [arch, name, boot, dts] = parts;
  const own = arch === "arch" && boot === "boot" && dts === "dts" ? [`arch/${name}/boot/dts`] : [];
  // Without include-prefixes, a board of any architecture finds its neighbours in its own one only.
  const old = own.map((path) => `${path}/include`);
  const prefixes = "scripts/dtc/include-prefixes";
  const others =
    own.length > 0 || files.kindOf(at(prefixes)) === "directory"
      ? []
      : files.list(at("arch")).flatMap((each) => [`arch/${each}/boot/dts`, `arch/${each}/boot/dts/include`]);
  return [...own, ...old, ...others, prefixes, "include"].map(at);
}

/** U-Boot has trees of its own in arch/A/dts and Linux's in dts/upstream; either may include from the other. */
function uBootFolders(parts: readonly string[]): readonly string[] {
  const [first, second, third, fourth] = parts;
  const upstream = "dts/upstream";
  const shared = [`${upstream}/include`, `${upstream}/src`, "include"];
  if (first === "arch" && second !== undefined && third === "dts") {
    const own = `arch/${second}/dts`;
    const linux = second === "arm" ? ["arm64", "arm"] : [second];
    return [own, `${own}/include`, "include", ...linux.map((arch) => `${upstream}/src/${arch}`), ...shared];
  }
  if (first === "dts" && second === "upstream" && third === "src" && fourth !== undefined) {
    return [`${upstream}/src/${fourth}`, ...shared];
  }
  return shared;
}

function existing(folders: readonly string[], files: FileReader): readonly string[] {
  return [...new Set(folders)].filter((folder) => files.kindOf(folder) === "directory");
}
