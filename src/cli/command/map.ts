/** `iova-plan map`: a board's IOVA spaces as a picture: bars for a terminal, an SVG for pages and print, a page to zoom in. */
import type { Command } from "commander";
import { formatNames, version } from "../../index.js";
import { plainRun, reportView, reviewRun } from "../../parts.js";
import type { CommandAbout } from "../command-entry.js";
import { type ExitStatus, exitStatus, gravest } from "../exit-status.js";
import type { Host } from "../host.js";
import { askBoard } from "../one-board.js";
import { analysisOptions, inputOptions, outputOptions } from "../options.js";
import { type Destination, destinations } from "../output.js";
import { print } from "../print.js";
import type { RunValues } from "../run.js";
import { reportOptions, selectionOf } from "../system-options.js";
import { UsageError } from "../usage-error.js";

/** What is drawn in any case. */
const TODAY = "as-written";

export const about: CommandAbout = {
  order: 45,
  summary: "the IOVA spaces as a picture: bars for the terminal, an SVG with -o FILE.svg, a page with -o FILE.html",
  hidden: false,
};

export function configure(command: Command): void {
  command.argument("<input>", "a file, a device-tree folder, REV:path, or - for standard input");
  for (const option of [...analysisOptions(), ...inputOptions(), ...outputOptions(formatNames("map"))]) {
    if (option.long === "--layout") option.description = "also draw this layout (repeatable)";
    command.addOption(option);
  }
}

export async function run(command: Command, host: Host): Promise<ExitStatus> {
  const values = command.opts<RunValues>();
  const [path = ""] = command.args;
  const outputs = mapDestinations(values);
  const asked: RunValues = { ...values, layout: [TODAY, ...values.layout.filter((id) => id !== TODAY)] };
  const question = { kind: "report", selection: selectionOf(asked) } as const;
  const { result, status } = await askBoard<"report">(path, question, asked, host);
  const boards = reviewRun([{ result, key: path }], plainRun).parts.map(({ board }) => board);
  // There is nothing to draw of a board that could not be used, and what is wrong has been told.
  if (!boards.some(({ analysed }) => analysed)) return gravest([status, exitStatus.unusable]);
  // The same value as analyze has, and so is its JSON.
  const report = reportView(version, "analyze", reportOptions(asked), boards);
  return gravest([status, ...outputs.map((output) => print("map", report, output, values, host))]);
}

/** What files are called, and what is written to them where no format is named. */
const SUFFIXES: Readonly<Record<string, string>> = {
  svg: "svg",
  html: "html",
  md: "markdown",
  json: "json",
  txt: "text",
};

/** A file's name says its format, unless `--format` does. */
function mapDestinations({ format, output }: RunValues): readonly Destination[] {
  if (format.length > 0 || output === undefined || output === "-") return destinations(format, output);
  const known = Object.entries(SUFFIXES).filter(([, name]) => formatNames("map").includes(name));
  const found = known.find(([suffix]) => output.toLowerCase().endsWith(`.${suffix}`));
  if (found === undefined) {
    const names = known.map(([suffix]) => `.${suffix}`).join(", ");
    throw new UsageError(`the name '${output}' implies no format: end it in ${names}, or give --format`);
  }
  return destinations([found[1]], output);
}
