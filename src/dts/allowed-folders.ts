/** The folders that includes and `/incbin/` may read from: a board's file may come from a stranger. */
import { dirname, isAbsolute, relative } from "../base/file-path.js";
import type { FileReader } from "../base/files.js";
import { treeRootOf } from "./kernel-includes.js";

/** The part of `DtsOptions` that says what may be read. */
export interface IncludeOptions {
  readonly includeFolders: readonly string[];
  readonly allowOutside: boolean;
}

export class AllowedFolders {
  private found: readonly string[] | null = null;

  /** @param sourceFolder of the input; empty for the working directory */
  constructor(
    private readonly sourceFolder: string,
    private readonly options: IncludeOptions,
    private readonly files: FileReader,
  ) {}

  /**
   * Whether a file lies in the source's folder or an include folder, with all symbolic links resolved; where an
   * include folder is part of a Linux, U-Boot or devicetree-rebasing tree, anywhere in that tree, since such trees
   * link across themselves (`scripts/dtc/include-prefixes`).
   */
  contains(path: string): boolean {
    if (this.options.allowOutside) return true;
    const real = this.files.realPath(path);
    return real !== null && this.roots.some((root) => isBelow(real, root));
  }

  /** The folders, links resolved. */
  get roots(): readonly string[] {
    this.found ??= this.findRoots();
    return this.found;
  }

  private findRoots(): readonly string[] {
    const real = (folder: string): readonly string[] => {
      const path = this.files.realPath(folder);
      return path === null ? [] : [path];
    };
    const folders = this.options.includeFolders.flatMap(real);
    const trees = folders.flatMap((folder) => treeRootOf(folder, this.files) ?? []);
    return [...real(this.sourceFolder === "" ? "." : this.sourceFolder), ...folders, ...trees];
  }
}

function isBelow(path: string, folder: string): boolean {
  const rest = relative(folder, dirname(path));
  return rest !== ".." && !rest.startsWith("../") && !isAbsolute(rest);
}
