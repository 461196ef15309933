/** Whether to colour, and with what. */
import { Chalk, type ColorSupportLevel } from "chalk";
import { type Palette, plainPalette } from "../index.js";
import type { Host } from "./host.js";

export type ColorChoice = "auto" | "always" | "never";

/**
 * The choice on the command line, else NO_COLOR (https://no-color.org: any value but the empty one), else
 * FORCE_COLOR (0 is never), else whether the stream is a terminal.
 */
export function paletteFor(choice: ColorChoice, isTty: boolean, env: Host["env"]): Palette {
  const level = colorLevel(choice, isTty, env);
  return level === 0 ? plainPalette : chalkPalette(level);
}

function colorLevel(choice: ColorChoice, isTty: boolean, env: Host["env"]): ColorSupportLevel {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = env;
  if (choice === "always") return 1;
  if (choice === "never") return 0;
  if (no !== undefined && no !== "") return 0;
  if (force !== undefined && force !== "") return force === "0" || force === "false" ? 0 : 1;
  return isTty && term !== "dumb" ? 1 : 0;
}

function chalkPalette(level: ColorSupportLevel): Palette {
  const chalk = new Chalk({ level });
  return {
    plain: (text) => text,
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    caution: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
  };
}
