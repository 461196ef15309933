/** Every format, in the order of the help: made from the folder by `npm run registries`. */
import { github } from "./format/github.js";
import { gitlab } from "./format/gitlab.js";
import { html } from "./format/html.js";
import { json } from "./format/json.js";
import { junit } from "./format/junit.js";
import { markdown } from "./format/markdown.js";
import { sarif } from "./format/sarif.js";
import { svg } from "./format/svg.js";
import { text } from "./format/text.js";
import type { Format, Printables } from "./format.js";

const found: readonly Format[] = [github, gitlab, html, json, junit, markdown, sarif, svg, text];

export const formats: readonly Format[] = found.toSorted((a, b) => a.order - b.order);

/** The names that a command can be asked for, in the registry's order. */
export const formatNames = (command: keyof Printables): readonly string[] =>
  formats.filter((format) => format.printers[command] !== undefined).map((format) => format.name);
