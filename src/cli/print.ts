/** A result in one of the formats asked for, to standard output or to a file. */
import { visible } from "../base/visible.js";
import { formats, type Printables, type PrintOptions, rules } from "../index.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import type { Host } from "./host.js";
import { lookOf } from "./look.js";
import type { OutputValues } from "./options.js";
import type { Destination } from "./output.js";

export function print<Command extends keyof Printables>(
  command: Command,
  result: Printables[Command],
  { format, file }: Destination,
  values: OutputValues,
  host: Host,
): ExitStatus {
  const look = lookOf(file === null ? values : { ...values, color: "never" }, file === null && host.outIsTty, host);
  const text = printerOf(format, command)(result, { ...look, verbose: values.verbose === true, rules });
  if (file === null) {
    host.writeOut(text);
    return exitStatus.fine;
  }
  const written = host.writeFile(file, text);
  if (written.ok) return exitStatus.fine;
  host.writeErr(`${visible(file)}: error: cannot be written: ${visible(written.message)}\n`);
  return exitStatus.unusable;
}

/** The option's parser has let known formats of this command through only. */
function printerOf<Command extends keyof Printables>(
  name: string,
  command: Command,
): (result: Printables[Command], options: PrintOptions) => string {
  const printer = formats.find((format) => format.name === name)?.printers[command];
  if (printer === undefined) throw new Error(`format ${name} has no printer for ${command}`);
  return printer;
}
