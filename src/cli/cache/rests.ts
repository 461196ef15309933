/**
 * What a result rests on, beside its job: every file that was read, by its content and by where links lead, and every
 * path that was looked for in vain. A result holds for as long as all of that is found again. No time stamp is relied on.
 */
import type { BoardFiles } from "../../base/board-files.js";
import type { SourceStore } from "../../base/source-store.js";

/** By folder, for neighbours have its name in common. */
export type Rests = readonly FolderRests[];

type FolderRests = readonly [
  /** With the slash at its end, as the paths have it; empty for the working directory. */
  folder: string,
  /** The folder with all links resolved; null if there is none. */
  real: string | null,
  /** `real`: where a link leads; empty for what is no link. */
  files: readonly (readonly [name: string, hash: string, real: string])[],
  /** Names; with a slash at the end where a folder was passed over. */
  missed: readonly string[],
];

/** Null where a path that was looked for in vain is there after all: it could not be read, and may be another time. */
export async function restsOf(files: BoardFiles): Promise<Rests | null> {
  const { store } = files;
  const byFolder = new Map<string, { files: [string, string, string][]; missed: string[] }>();
  const ownOf = (folder: string) => {
    const known = byFolder.get(folder) ?? { files: [], missed: [] };
    byFolder.set(folder, known);
    return known;
  };
  for (const [path, file] of files.files) {
    const [folder, name] = parted(path);
    ownOf(folder).files.push([name, await file.sha256(), linkOf(path, store)]);
  }
  for (const path of files.missed) {
    const [folder, name] = parted(path);
    const kind = store.kindOf(path);
    if (kind === "file" || kind === "other") return null;
    ownOf(folder).missed.push(kind === null ? name : `${name}/`);
  }
  return [...byFolder].map(([folder, own]) => [folder, realFolder(folder, store), own.files, own.missed]);
}

/** Put together, they are the path again. */
function parted(path: string): readonly [folder: string, name: string] {
  const at = path.lastIndexOf("/") + 1;
  return [path.slice(0, at), path.slice(at)];
}

const realFolder = (folder: string, store: SourceStore): string | null => store.realPath(folder === "" ? "." : folder);

function linkOf(path: string, store: SourceStore): string {
  const [folder, name] = parted(path);
  const real = store.realPath(path) ?? "";
  return real === `${realFolder(folder, store)}/${name}` ? "" : real;
}

/** What is there by now; of every path it is asked but once. */
export class Present {
  private readonly hashes = new Map<string, string>();
  private readonly links = new Map<string, string>();

  /** @param maxBytes of a file; a larger one is another than was read */
  constructor(
    private readonly store: SourceStore,
    private readonly maxBytes: number,
  ) {}

  async holds(rests: Rests): Promise<boolean> {
    for (const [folder, real, files, missed] of rests) {
      if (realFolder(folder, this.store) !== real || !missed.every((name) => this.isMissed(folder, name))) return false;
      for (const [name, hash, link] of files) {
        const path = folder + name;
        if ((this.hashes.get(path) ?? (await this.hashOf(path))) !== hash || this.linkOf(path) !== link) return false;
      }
    }
    return true;
  }

  private isMissed(folder: string, name: string): boolean {
    const isFolder = name.endsWith("/");
    const kind = this.store.kindOf(folder + (isFolder ? name.slice(0, -1) : name));
    return kind === (isFolder ? "directory" : null);
  }

  private linkOf(path: string): string {
    const known = this.links.get(path) ?? linkOf(path, this.store);
    this.links.set(path, known);
    return known;
  }

  private async hashOf(path: string): Promise<string> {
    const read = this.store.file(path, this.maxBytes);
    const hash = read.ok ? await read.file.sha256() : "";
    this.hashes.set(path, hash);
    return hash;
  }
}
