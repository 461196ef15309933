/** `iova-plan diff`: what a change of a device tree does to those who use its IOVA space. */
import { type Command, Option } from "commander";
import { formatNames } from "../../index.js";
import { CONFIG_NAME } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { boardsOfRange, twoInputs } from "../diff-inputs.js";
import { type DiffValues, runDiff } from "../diff-run.js";
import type { ExitStatus } from "../exit-status.js";
import { commitOf } from "../git.js";
import { rangeOf } from "../git-range.js";
import type { Host } from "../host.js";
import { analysisOptions, collected, crewOptions, inputOptions, outputOptions, shardOption } from "../options.js";
import { UsageError } from "../usage-error.js";

/** A diff is of whole boards and all layouts; which side's config counts, its own option says. */
const NOT_HERE = ["--layout", "--device", "--config"];

export const about: CommandAbout = {
  order: 30,
  summary: "what a change does: two device trees or git revisions compared by effect",
  hidden: false,
};

export function configure(command: Command): void {
  command
    .usage("[options] <old> <new>\n       iova-plan diff [options] <base>..<head> [--] [paths...]")
    .argument("<what...>", "two inputs (files, folders of boards, REV:path, -), or BASE..HEAD and paths in it");
  for (const option of [
    new Option("--git <base..head>", "compare every board that the changed files reach; arguments are paths"),
    new Option("--config <file>", `the config file (default: the nearest ${CONFIG_NAME} upwards from the new side)`),
    new Option("--overlay-old <file>", "apply an overlay to the old side only (repeatable, in order)")
      .argParser(collected)
      .default([], "none"),
    new Option("--overlay-new <file>", "apply an overlay to the new side only (repeatable, in order)")
      .argParser(collected)
      .default([], "none"),
    new Option("--exit-code", "exit with 1 if anything changed"),
    ...analysisOptions().filter((one) => !NOT_HERE.includes(one.long ?? "")),
    ...inputOptions(),
    ...crewOptions(),
    shardOption(),
    ...outputOptions(formatNames("diff")),
  ]) {
    command.addOption(option);
  }
  command.registeredArguments[0]?.argOptional();
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<DiffValues & { readonly git?: string }>();
  if (values.git !== undefined) return runRange(values.git, command.args, values, host);
  const [old, now, ...more] = command.args;
  const isRange = old !== undefined && host.files.kindOf(old) === null && rangeOf(old) !== null;
  if (isRange) return runRange(old, command.args.slice(1), values, host);
  if (old === undefined || now === undefined || more.length > 0) {
    throw new UsageError("diff takes two inputs, or BASE..HEAD and paths in it");
  }
  refuseRevisions(old, now, host);
  if (old === "-" && now === "-") throw new UsageError("standard input can only be one of the two sides");
  return runDiff(twoInputs(old, now, host), values, host);
}

/** `diff main feat`, as for git: what changed between two revisions is a range, and a board at one has a path. */
function refuseRevisions(old: string, now: string, host: Host): void {
  const isRevision = (argument: string): boolean =>
    /^[^:-][^:]*$/.test(argument) &&
    host.files.kindOf(argument) === null &&
    typeof commitOf(host.git, argument) === "string";
  const [isOld, isNew] = [isRevision(old), isRevision(now)];
  if (isOld && isNew) {
    throw new UsageError(
      `'${old}' and '${now}' are revisions: 'iova-plan diff ${old}..${now}' compares every board that changed between them`,
    );
  }
  const [revision, other] = isOld ? [old, now] : [now, old];
  if (isOld || isNew)
    throw new UsageError(`'${revision}' is a revision: name a board at it, as in '${revision}:${other}'`);
}

async function runRange(text: string, paths: readonly string[], values: DiffValues, host: Host): Promise<ExitStatus> {
  const range = rangeOf(text);
  if (range === null) throw new UsageError(`'${text}' is not a range of commits: write BASE..HEAD or BASE...HEAD`);
  return runDiff(await boardsOfRange(range, paths, values, host), values, host);
}
