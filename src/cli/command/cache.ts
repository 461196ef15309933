/** `iova-plan cache`: what is kept for later runs, and away with it. */
import { Argument, type Command } from "commander";
import { formatApproximateSize } from "../../base/units.js";
import { visible } from "../../base/visible.js";
import { MOST_BYTES } from "../cache/bound.js";
import { isAnalysis } from "../cache/names.js";
import { boardsFolder } from "../cache/place.js";
import { userCacheFolder } from "../cache/user-folder.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { type CacheValues, cacheDirOption, knownName } from "../options.js";
import { UsageError } from "../usage-error.js";

const ACTIONS = ["info", "clear"];

export const about: CommandAbout = {
  order: 145,
  summary: "the disk cache of analyses: its size (info), or delete it (clear)",
  hidden: false,
};

export function configure(command: Command): void {
  command.addArgument(
    new Argument("<action>", "what to do").choices(ACTIONS).argParser((value) => knownName("action", value, ACTIONS)),
  );
  command.addOption(cacheDirOption());
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const { cacheDir } = command.opts<Pick<CacheValues, "cacheDir">>();
  const root = cacheDir ?? userCacheFolder(host.env);
  if (root === null) throw new UsageError("there is no cache folder: HOME is not set; --cache-dir names one");
  if (host.kept === null) throw new UsageError("this build of iova-plan has no cache");
  const { disk } = host.kept;
  const folder = boardsFolder(root);
  const files = disk.list(folder);
  const size = (all: typeof files) => formatApproximateSize(all.reduce((sum, { bytes }) => sum + BigInt(bytes), 0n));
  if (command.args[0] === "info") {
    host.writeOut(`folder    ${visible(folder)}\n`);
    host.writeOut(`analyses  ${files.filter(({ path }) => isAnalysis(path)).length}\n`);
    host.writeOut(`size      ${size(files)} of at most ${formatApproximateSize(BigInt(MOST_BYTES))}\n`);
    return exitStatus.fine;
  }
  for (const { path } of files) disk.remove(path);
  const left = disk.list(folder);
  host.writeOut(`${files.length - left.length} files removed, ${size(files)}\n`);
  if (left.length === 0) return exitStatus.fine;
  host.writeErr(`iova-plan: error: ${left.length} files below ${visible(folder)} cannot be removed\n`);
  return exitStatus.unusable;
}
