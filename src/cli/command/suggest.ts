/** `iova-plan suggest`: the best layout as something to send, with the proof that it does what it says. */
import { dirname, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { visible } from "../../base/visible.js";
import { type Suggestion, suggestionNotes, unifiedDiff } from "../../index.js";
import { suggestible, treeRootOf } from "../../parts.js";
import { boardsReading, workingTreeOf } from "../boards-reading.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import type { JobValues } from "../jobs.js";
import { askBoard } from "../one-board.js";
import { analysisOptions, inputOptions, messageOptions } from "../options.js";
import { noSuchDevice, UsageError } from "../usage-error.js";
import { writeFiles } from "../write-files.js";

export const about: CommandAbout = {
  order: 65,
  summary: "the best layout as a patch, an overlay or C code, with its proof",
  hidden: false,
};

/** One layout is suggested, and `best` is no layout. */
const NOT_HERE = ["--layout", "--device"];
const FORMS = ["patch", "overlay", "c", "plan"] as const;

export function configure(command: Command): void {
  command.argument("<input>", "a board's source file; for other forms than a patch, what other commands take");
  for (const option of [
    new Option("--as <form>", "what to print").choices(FORMS).default("patch"),
    new Option("--layout <id>", "what to suggest").choices(["best", ...suggestible]).default("best"),
    new Option("--device <device>", "only for this device"),
    new Option("--write", "change the files in place of printing the patch"),
    ...analysisOptions().filter((one) => !NOT_HERE.includes(one.long ?? "")),
    ...inputOptions(),
    ...messageOptions(),
  ]) {
    command.addOption(option);
  }
}

interface SuggestValues extends Omit<JobValues, "layout"> {
  readonly as: (typeof FORMS)[number];
  readonly layout: string;
  readonly device?: string;
  readonly write?: true;
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const { layout, device = null, as: form, write, ...values } = command.opts<SuggestValues>();
  const [path = ""] = command.args;
  if (write === true && form !== "patch") throw new UsageError("--write takes a patch: leave out --as");
  if (form === "patch") refuseUnpatchable(path, host);
  const reaching = (files: readonly string[]) => boardsReading(files, host);
  const named = layout === "best" ? null : layout;
  const question = { kind: "suggest", form, layout: named, device, reaching } as const;
  const { result, status } = await askBoard<"suggest">(path, question, values, host);
  const { answer } = result;
  if (answer === null) return status;
  if (!answer.isFound) throw noSuchDevice(answer);
  for (const line of suggestionNotes(answer.value)) host.writeErr(`${line}\n`);
  if (answer.value.outcome === "refused") return exitStatus.findings;
  if (answer.value.outcome === "nothing") return exitStatus.fine;
  if (write === true) return writeFiles(answer.value.files, host);
  host.writeOut(form === "patch" ? patchOf(answer.value.files, path, host) : answer.value.text);
  return exitStatus.fine;
}

/** What a patch cannot change is told before anything is read. */
function refuseUnpatchable(path: string, { files }: Host): void {
  if (path === "-")
    throw new UsageError("a patch changes files, and standard input is not one: use --as overlay or --as c");
  if (files.kindOf(path) === null && /^[^/]+:/.test(path)) {
    throw new UsageError(`a patch changes files of the working tree: '${visible(path)}' is in a commit`);
  }
  if (files.kindOf(path) === "directory" || /\.dtbo?$/.test(path)) {
    throw new UsageError(`a patch changes source files, and '${visible(path)}' is not one: use --as overlay or --as c`);
  }
}

/** From the root of git's tree or of the source tree, where there is one, else from the working directory. */
function patchOf(files: Suggestion["files"], input: string, host: Host): string {
  const folder = host.files.realPath(dirname(input));
  const root = workingTreeOf(input, host) ?? (folder === null ? null : treeRootOf(folder, host.files));
  return files
    .map(({ path, before, after }) => {
      const real = host.files.realPath(path) ?? resolve(path);
      const here = host.files.realPath(".") ?? "";
      return unifiedDiff(relative(root ?? here, real), before, after);
    })
    .join("");
}
