/** A tree of boards on a real disk, and runs over it with a cache of its own that counts what had to be analysed. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Disk } from "../../../src/cli/cache/disk.js";
import { nodeDisk } from "../../../src/cli/cache/node-disk.js";
import { nodeFiles } from "../../../src/cli/files.js";
import { type Run, runCli } from "../virtual-host.js";

export interface CachedRun extends Run {
  /** Boards whose analysis was kept: they were not known. */
  readonly analysed: number;
}

export class KeptTree {
  readonly root = mkdtempSync(join(tmpdir(), "iova-plan-kept-"));
  readonly cache = join(this.root, "cache");
  tool = "tool 1";

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  at(path: string): string {
    return join(this.root, path);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    rmSync(this.at(path), { force: true });
    writeFileSync(this.at(path), text);
  }

  link(path: string, target: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    rmSync(this.at(path), { recursive: true, force: true });
    symlinkSync(target, this.at(path));
  }

  remove(path: string): void {
    rmSync(this.at(path), { recursive: true, force: true });
  }

  async run(argv: readonly string[], cache: readonly string[] = ["--cache-dir", this.cache]): Promise<CachedRun> {
    let analysed = 0;
    const disk: Disk = {
      ...nodeDisk,
      write(path, parts) {
        if (path.endsWith(".board")) analysed++;
        return nodeDisk.write(path, parts);
      },
    };
    const run = await runCli([...argv, ...cache], { reader: nodeFiles, kept: { disk, tool: this.tool } });
    return { ...run, analysed };
  }

  /** What the same arguments give where nothing is kept. */
  async truth(argv: readonly string[]): Promise<Run> {
    const { analysed: _, ...run } = await this.run(argv, ["--no-cache"]);
    return run;
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
