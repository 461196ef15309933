/** man/iova-plan.1, made of what the commands say of themselves. */
import { Command } from "commander";
import { commands } from "../../src/cli/commands.js";
import { exitStatusHelp } from "../../src/cli/exit-status.js";
import { CONFIG_NAME } from "../../src/parts.js";

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["NO_COLOR, FORCE_COLOR", "Whether output has colour, where --color does not say."],
  ["XDG_CACHE_HOME", "Where analyses are kept for the next run: in iova-plan/ there, else in ~/.cache/iova-plan."],
  ["GITHUB_STEP_SUMMARY", "The file that check --format github adds its summary to."],
];

const FILES: readonly (readonly [string, string])[] = [
  ["BOARD.iova.yaml", "The plan beside a board, or beside a file that boards include: what its devices need."],
  [
    CONFIG_NAME,
    "The config of check: severities, budgets, expectations, plans; the nearest one upwards from a board counts.",
  ],
];

const EXAMPLES: readonly (readonly [string, string])[] = [
  ["iova-plan analyze board.dts", "What each DMA master gets, and what each layout wastes."],
  ["iova-plan check boards/ --fail-on warning", "Every board of a folder, for CI."],
  ["iova-plan diff HEAD~1:board.dts board.dts", "What a change does to each consumer's space."],
  ["iova-plan suggest board.dts | git apply", "The layout that wastes nothing, as a patch."],
];

export async function manual(): Promise<string> {
  const sections = await Promise.all(commands.filter(({ hidden }) => !hidden).map(commandSection));
  return `${[
    '.TH IOVA\\-PLAN 1 "" "iova-plan" "User Commands"',
    ".SH NAME",
    "iova\\-plan \\- how much I/O virtual address space a device tree gives each DMA master",
    ".SH SYNOPSIS",
    ".B iova\\-plan",
    ".I command",
    ".RI [ option ...]",
    ".RI [ input ...]",
    ".SH DESCRIPTION",
    said(
      "iova-plan reads a board's device tree (DTS, DTB, overlays, /proc/device-tree) and says how much IOVA space each DMA master gets on Linux, what is reserved and by which line, who inherits it, and what each way of writing the reservations down wastes. An input is a file, a folder of boards, a pattern, REV:PATH of git, or - for standard input.",
    ),
    ".SH COMMANDS",
    ...sections,
    ".SH EXIT STATUS",
    ...exitStatusHelp.map(([status, what]) => tagged(String(status), what)),
    ".SH FILES",
    ...FILES.map(([name, what]) => tagged(name, what)),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.map(([name, what]) => tagged(name, what)),
    ".SH EXAMPLES",
    ...EXAMPLES.map(([line, what]) => `.PP\n${said(what)}\n.PP\n.RS 4\n.nf\n${said(line)}\n.fi\n.RE`),
    ".SH SEE ALSO",
    ".BR dtc (1),",
    ".BR fdtoverlay (1)",
  ].join("\n")}\n`;
}

async function commandSection({ name, summary, load }: (typeof commands)[number]): Promise<string> {
  const command = new Command(name);
  (await load()).configure(command);
  const args = command.registeredArguments.map((one) => {
    const inner = `${one.name()}${one.variadic ? "..." : ""}`;
    return one.required ? `<${inner}>` : `[${inner}]`;
  });
  const options = command.options.filter(({ hidden }) => !hidden);
  return [
    `.SS ${said([name, ...args].join(" "))}`,
    said(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`),
    ...command.registeredArguments.map((one) => tagged(one.name(), one.description)),
    ...options.map((one) => tagged(one.flags, one.description)),
  ].join("\n");
}

const tagged = (tag: string, what: string): string => `.TP\n.B ${said(tag)}\n${said(what)}`;

/** No line is a request by what it begins with, and a dash stays the character that is typed. */
const said = (text: string): string =>
  text
    .replace(/\\/g, "\\e")
    .replace(/-/g, "\\-")
    .replace(/^([.'])/gm, "\\&$1");
