/** `iova-plan schema`: the JSON Schema of a file that iova-plan writes or reads. */
import { Argument, type Command } from "commander";
import { schemas } from "../../index.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { knownName } from "../options.js";

const names = Object.keys(schemas);

export const about: CommandAbout = {
  order: 130,
  summary: "the JSON Schema of a report, a plan or a config",
  hidden: false,
};

export function configure(command: Command): void {
  command.addArgument(
    new Argument("<name>", "the kind of file").choices(names).argParser((value) => knownName("schema", value, names)),
  );
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const schema = await new Map(Object.entries(schemas)).get(command.args[0] ?? "")?.();
  host.writeOut(`${JSON.stringify(schema, null, 2)}\n`);
  return exitStatus.fine;
}
