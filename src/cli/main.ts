/** The command line: arguments and a host in, an exit status out. Touches no process, so tests run all of it. */
import { Command, CommanderError } from "commander";
import { version } from "../base/version.js";
import { visible } from "../base/visible.js";
import { commands } from "./commands.js";
import { defectNotice } from "./defect.js";
import { type ExitStatus, exitStatus, exitStatusHelp } from "./exit-status.js";
import type { Host } from "./host.js";
import { UsageError, unknownName } from "./usage-error.js";

const HELP_COLUMNS = 100;

/** @param argv without node and the script */
export async function main(argv: readonly string[], host: Host): Promise<ExitStatus> {
  try {
    return await dispatch(argv, host);
  } catch (error) {
    if (error instanceof UsageError) return usageProblem(`error: ${error.message}`, host);
    host.writeErr(defectNotice(null, error, argv.includes("--verbose") || argv.includes("-v")));
    return exitStatus.defect;
  }
}

async function dispatch(argv: readonly string[], host: Host): Promise<ExitStatus> {
  const program = programFor(host);
  const named = argv.find((argument) => !argument.startsWith("-") && argument !== "help");
  const entry = commands.find((command) => command.name === named);
  const misplaced = optionsInFront(argv);
  if (misplaced !== null) throw new UsageError(misplaced);
  if (named !== undefined && entry === undefined) {
    throw new UsageError(unknownName("command", named, visibleCommands()));
  }
  let status: ExitStatus = exitStatus.fine;
  let active = program;
  for (const { name, summary, hidden, load } of commands) {
    const command = program.command(name, { hidden }).description(summary);
    if (name !== named) continue;
    active = command;
    const module = await load();
    module.configure(command);
    command.action(async () => {
      status = await module.run(command, host, commands);
    });
  }
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitStatus.fine : commanderProblem(error, active, host);
  }
  return status;
}

/** `iova-plan --format json analyze x`: options are a command's, and stand behind it. Null where all is well. */
function optionsInFront(argv: readonly string[]): string | null {
  const [first = ""] = argv;
  if (!first.startsWith("-") || OWN_OPTIONS.includes(first)) return null;
  const at = argv.findIndex((argument) => visibleCommands().includes(argument));
  const command = argv[at];
  if (command === undefined) return null;
  const fixed = [command, ...argv.slice(0, at), ...argv.slice(at + 1)].map(shellWord).join(" ");
  return `options go after the command: iova-plan ${fixed}`;
}

const OWN_OPTIONS: readonly string[] = ["-h", "--help", "-V", "--version"];

const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`);

const visibleCommands = (): string[] => commands.filter((command) => !command.hidden).map((command) => command.name);

function programFor(host: Host): Command {
  const columns = Math.min(host.columns ?? HELP_COLUMNS, HELP_COLUMNS);
  return new Command("iova-plan")
    .description(
      "Shows how much I/O virtual address space a device tree gives each DMA master, and how much each layout wastes.",
    )
    .version(version, "-V, --version", "the version")
    .helpOption("-h, --help", "this text")
    .helpCommand("help [command]", "the help of a command")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.writeOut(text),
      writeErr: (text) => host.writeErr(text),
      // Printed once, with what would have worked, when the error arrives.
      outputError: () => undefined,
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      "after",
      `\nExit status:\n${exitStatusHelp.map(([status, what]) => `  ${status}  ${what}`).join("\n")}\n`,
    );
}

function commanderProblem(error: CommanderError, command: Command, host: Host): ExitStatus {
  // No command at all: commander has printed the help.
  if (error.code === "commander.help") return exitStatus.unusable;
  const options = [...command.options.map((option) => option.long ?? option.flags), "--help"].join(", ");
  const known = error.code === "commander.unknownOption" ? `\nknown options: ${options}` : "";
  return usageProblem(`${error.message}${known}`, host);
}

function usageProblem(message: string, host: Host): ExitStatus {
  host.writeErr(`iova-plan: ${message.split("\n").map(visible).join("\n")}\n`);
  return exitStatus.unusable;
}
