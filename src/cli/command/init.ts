/** `iova-plan init`: a commented plan to begin with, for the families found. */
import { type Command, Option } from "commander";
import { visible } from "../../base/visible.js";
import { analyzeInput, starterPlan } from "../../index.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import { withRevisions } from "../git.js";
import type { Host } from "../host.js";
import { tell } from "../look.js";
import { type InputValues, inputOptions, type MessageValues, messageOptions } from "../options.js";
import { inputOf, loadOptions } from "../reading.js";

export function configure(command: Command): void {
  command.argument("<input>", "a file, a device-tree folder, REV:path, or - for standard input");
  for (const option of [
    new Option("-o, --output <file>", "write there instead of standard output; never over a file that exists"),
    ...inputOptions(),
    ...messageOptions(),
  ]) {
    command.addOption(option);
  }
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<InputValues & MessageValues & { readonly output?: string }>();
  const { args, files } = withRevisions(command.args.slice(0, 1), host);
  const { path = "", problem = null } = args[0] ?? {};
  if (problem !== null) {
    tell([problem], values, host);
    return exitStatus.unusable;
  }
  const input = await inputOf(path, values, host);
  const options = { ...loadOptions(values, host), ...files.foldersFor(path, values), files, plan: null };
  const result = input.value === null ? null : await analyzeInput(input.value, options);
  tell([...input.diagnostics, ...(result?.diagnostics ?? [])], values, host);
  if (result?.analysis == null) return exitStatus.unusable;
  return write(starterPlan(result.analysis, files.shown(result.input)), values.output, host);
}

function write(plan: string, output: string | undefined, host: Host): ExitStatus {
  if (output === undefined || output === "-") {
    host.writeOut(plan);
    return exitStatus.fine;
  }
  // A plan that is there was written by hand.
  const written =
    host.files.kindOf(output) === "file" ? ({ ok: false, message: "exists" } as const) : host.writeFile(output, plan);
  if (written.ok) return exitStatus.fine;
  host.writeErr(`${visible(output)}: error: cannot be written: ${visible(written.message)}\n`);
  return exitStatus.unusable;
}
