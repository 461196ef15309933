/** `iova-plan check`: rules, expectations and budgets, with an exit status for CI. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { formatNames, parseSize } from "../../index.js";
import { type CheckValues, checkingFor } from "../checking.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus, gravest } from "../exit-status.js";
import { fixFiles } from "../fix-files.js";
import type { Host } from "../host.js";
import {
  analysisOptions,
  cacheOptions,
  crewOptions,
  inputOptions,
  outputOptions,
  shardOption,
  showOption,
} from "../options.js";
import { type CheckingFor, type RunValues, runReport } from "../run.js";
import { UsageError } from "../usage-error.js";

export const about: CommandAbout = {
  order: 20,
  summary: "rules, expectations and budgets, with an exit status for CI",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument("<input...>", "as for analyze");
  for (const option of [
    ...checkOptions(),
    ...analysisOptions(),
    ...inputOptions(),
    ...crewOptions(),
    shardOption(),
    ...cacheOptions(),
    ...outputOptions(formatNames("check")),
  ]) {
    command.addOption(option);
  }
}

const checkOptions = (): Option[] => [
  new Option("--fail-on <severity>", "exit with 1 for findings of this severity or above (default: error)").choices([
    "error",
    "warning",
    "note",
  ]),
  showOption(),
  new Option("--max-waste <size>", "fail if a consumer wastes more than this").argParser(waste),
  new Option("--baseline <file>", "hide the findings listed in this file, and report those that are gone"),
  new Option("--fix", "apply the fixes that are certain to the files, then report what is left"),
  new Option("--update-baseline", "write the findings to the baseline in place of reporting them"),
];

function waste(value: string): bigint {
  const size = parseSize(value);
  if (size === null) throw new InvalidArgumentError("It takes a size such as 64M, or 0.");
  return size;
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<RunValues & CheckValues>();
  if (values.updateBaseline === true && values.baseline === undefined) {
    throw new UsageError("--update-baseline needs --baseline FILE, which it writes");
  }
  const alone = values.updateBaseline === true ? "--update-baseline" : values.fix === true ? "--fix" : null;
  if (values.shard !== undefined && alone !== null) {
    throw new UsageError(`${alone} needs a run over all boards: leave out --shard`);
  }
  if (values.fix === true && values.updateBaseline === true) {
    throw new UsageError(
      "--fix and --update-baseline exclude each other: run one, review the result, then run the other",
    );
  }
  if (values.updateBaseline === true && values.device !== undefined) {
    throw new UsageError("--update-baseline with --device would drop the findings of all other devices");
  }
  const checking: CheckingFor = (world, readable) => checkingFor({ ...values, ...readable }, world);
  const fixed = values.fix === true ? await fixFiles(command.args, values, host, checking) : exitStatus.fine;
  return gravest([fixed, await runReport("check", command.args, values, host, checking)]);
}
