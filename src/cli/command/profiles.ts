/** `iova-plan profiles`: those that come with the tool, or one of them as it is. */
import type { Command } from "commander";
import { profiles } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus } from "../exit-status.js";
import type { Host } from "../host.js";
import { knownName } from "../options.js";
import { UsageError } from "../usage-error.js";

export const about: CommandAbout = {
  order: 100,
  summary: "the built-in profiles: what hardware needs, by compatible",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument("[name]", "print this profile: to read, or as a start for your own");
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const [name, ...more] = command.args;
  if (more.length > 0) throw new UsageError("profiles takes one name");
  const { shippedProfiles, shippedProfileText } = await profiles();
  if (name === undefined) {
    const width = Math.max(...shippedProfiles.map((profile) => profile.name.length));
    host.writeOut(shippedProfiles.map((profile) => `${profile.name.padEnd(width)}  ${profile.title}\n`).join(""));
    return exitStatus.fine;
  }
  const known = shippedProfiles.map((profile) => profile.name);
  host.writeOut(shippedProfileText(knownName("profile", name, known)));
  return exitStatus.fine;
}
