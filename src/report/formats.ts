/**
 * The formats, read from here by the command line, its help and the documentation. A format says by its printers
 * which commands it serves; a new one is a new file and a row.
 */
import { analysisBlocks, inheritanceReportBlocks } from "./document.js";
import { reportAsJson } from "./json.js";
import { blocksAsMarkdown } from "./markdown.js";
import type { Report } from "./schema.js";
import { blocksAsText, type Look } from "./text.js";

export interface PrintOptions extends Look {
  readonly verbose: boolean;
}

/** What each command hands to its format. */
export interface Printables {
  readonly analyze: Report;
  readonly tree: Report;
}

export type Printers = {
  readonly [Command in keyof Printables]?: (result: Printables[Command], options: PrintOptions) => string;
};

export interface Format {
  readonly name: string;
  readonly summary: string;
  readonly printers: Printers;
}

export const formats: readonly Format[] = [
  {
    name: "text",
    summary: "for people, as wide as the terminal",
    printers: {
      analyze: (report, options) => blocksAsText(analysisBlocks(report, options.verbose), options),
      tree: (report, options) => blocksAsText(inheritanceReportBlocks(report, options.verbose), options),
    },
  },
  {
    name: "json",
    summary: "for programs: see 'iova-plan schema report'",
    printers: { analyze: reportAsJson, tree: reportAsJson },
  },
  {
    name: "markdown",
    summary: "for a web page or a comment",
    printers: { analyze: (report, options) => blocksAsMarkdown(analysisBlocks(report, options.verbose)) },
  },
];

/** The names that a command can be asked for, in the registry's order. */
export const formatNames = (command: keyof Printables): readonly string[] =>
  formats.filter((format) => format.printers[command] !== undefined).map((format) => format.name);
