/** Where results are kept: in the user's cache folder, or where an option says. */

import { atInput } from "../../base/source.js";
import { problemOf } from "../../parts.js";
import type { Host } from "../host.js";
import { tell } from "../look.js";
import type { CacheValues, MessageValues } from "../options.js";
import type { CachePlace, Kept } from "./board-cache.js";
import { sweep } from "./bound.js";
import type { Refusal } from "./disk.js";
import { userCacheFolder } from "./user-folder.js";

/** Of the folder for everything of ours, the one for results. */
export const boardsFolder = (folder: string): string => `${folder}/boards`;

/** What results are kept in, and what is said of it at the end of a run. */
export class CacheUse {
  private bytes = 0;
  private refusal: Refusal = null;

  private constructor(
    readonly place: CachePlace,
    private readonly host: Host,
    private readonly values: MessageValues,
  ) {}

  /** Null where nothing is to be kept. */
  static open({ cache, cacheDir, ...values }: CacheValues & MessageValues, host: Host): CacheUse | null {
    const root = cacheDir ?? userCacheFolder(host.env);
    if (cache === false || root === null || host.kept === null) return null;
    const { disk, tool } = host.kept;
    const use = new CacheUse({ folder: boardsFolder(root), tool }, host, values);
    const refusal = disk.open(root) ?? disk.open(use.place.folder);
    if (refusal === null) return use;
    use.refusal = refusal;
    use.close();
    return null;
  }

  note({ bytes, refusal }: Kept): void {
    this.bytes += bytes;
    this.refusal ??= refusal;
  }

  /** Says once what is wrong with the folder, and keeps it within its bounds. */
  close(): void {
    const { folder } = this.place;
    if (this.refusal !== null) {
      const problem = {
        severity: "warning",
        code: "cache-unusable",
        message: `nothing is kept for the next run: ${this.refusal}`,
        hint: "--cache-dir names another folder, and --no-cache none",
        location: atInput(folder),
      } as const;
      tell([problemOf(problem)], this.values, this.host);
    }
    if (this.bytes > 0 && this.host.kept !== null) sweep(folder, this.bytes, this.host.kept.disk);
  }
}
