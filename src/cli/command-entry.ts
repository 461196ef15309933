/** What a command is to main.ts, and how it is found. */
import type { Command } from "commander";
import type { ExitStatus } from "./exit-status.js";
import type { Host } from "./host.js";

/** What the help says of a command; its file's name is its own. */
export interface CommandAbout {
  /** Where the help lists it: lower first. */
  readonly order: number;
  readonly summary: string;
  /** Left out of the short help. */
  readonly hidden: boolean;
}

export interface CommandEntry extends Omit<CommandAbout, "order"> {
  readonly name: string;
  /** A command's own modules are read when it is used: `--help` waits for none of them. */
  readonly load: () => Promise<CommandModule>;
}

interface CommandModule {
  readonly about: CommandAbout;
  /** What its argument may be, where the help does not list it. */
  readonly words?: readonly string[];
  /** Adds arguments and options. */
  configure(command: Command): void;
  /** @param commands all there are, for a command that speaks of the others */
  run(command: Command, host: Host, commands: readonly CommandEntry[]): Promise<ExitStatus>;
}
