/** What a command is to main.ts, and how it is found. */
import type { Command } from "commander";
import type { ExitStatus } from "./exit-status.js";
import type { Host } from "./host.js";

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Left out of the short help. */
  readonly hidden: boolean;
  /** A command's own modules are read when it is used: `--help` waits for none of them. */
  readonly load: () => Promise<CommandModule>;
}

interface CommandModule {
  /** Adds arguments and options. */
  configure(command: Command): void;
  /** @param commands all there are, for a command that speaks of the others */
  run(command: Command, host: Host, commands: readonly CommandEntry[]): Promise<ExitStatus>;
}
