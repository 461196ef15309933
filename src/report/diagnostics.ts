/** Problems with the input, the way a compiler shows them: place, message, source line, caret, and how it was reached. */
import type { Diagnostic, Severity } from "../base/diagnostic.js";
import type { Excerpt, Place, PlacedStep } from "../base/place.js";
import { type Problem, problemOf } from "../base/problem.js";
import { locationText } from "./location.js";
import { paint } from "./palette.js";
import { sourceLines } from "./source-lines.js";
import { type Style, type Styled, text } from "./styled.js";
import type { Look } from "./text.js";

const STYLES: Readonly<Record<Severity, Style>> = { error: "bad", warning: "caution", note: "faint" };

/** Macros nested deeper than this are counted, not shown. */
const MOST_EXPANSIONS = 8;

/** Of a deeper include chain only the inner and the outer half of this many are shown. */
const MOST_INCLUDES = 8;

/** Ends in a line end; empty for no diagnostics. */
export const renderDiagnostics = (diagnostics: readonly Diagnostic[], look: Look): string =>
  renderProblems(diagnostics.map(problemOf), look);

export const renderProblems = (problems: readonly Problem[], look: Look): string =>
  problems
    .flatMap((problem) => problemLines(problem, look.columns))
    .map((line) => `${paint(line, look.palette)}\n`)
    .join("");

const problemLines = ({ place, severity, message, code, related, hint }: Problem, columns: number): Styled[] => [
  ...includeChain(place),
  headline(locationText(place), severity, `${message} [${code}]`),
  ...markedLines(place.line, place.excerpt, columns),
  ...macroNotes(place, columns),
  ...related.flatMap((one) => [
    headline(locationText(one.place), "note", one.message),
    ...markedLines(one.place.line, one.place.excerpt, columns),
  ]),
  ...(hint === null ? [] : [[...text("  help: ", "good"), ...text(hint)]]),
];

const headline = (where: string, severity: Severity, message: string): Styled => [
  ...text(`${where}: `, "strong"),
  ...text(`${severity}: `, STYLES[severity]),
  ...text(message),
];

/** `In file included from board.dts:3:`, innermost first, as C compilers have it; the middle of a long chain is counted. */
function includeChain({ via }: Place): Styled[] {
  const includes = via.filter(({ kind }) => kind === "include");
  const hidden = Math.max(0, includes.length - MOST_INCLUDES);
  const innermost = Math.ceil(MOST_INCLUDES / 2);
  return includes.flatMap(({ file, line }, i) => {
    if (hidden > 0 && i > innermost && i < innermost + hidden) return [];
    const lead = i === 0 ? "In file included from " : "                 from ";
    if (hidden > 0 && i === innermost) return [text(`${lead}${hidden} more includes,`, "faint")];
    return [text(`${lead}${file}:${line}${i === includes.length - 1 ? ":" : ","}`, "faint")];
  });
}

function macroNotes({ via }: Place, columns: number): Styled[] {
  const macros = via.filter(({ kind }) => kind === "macro");
  const shown = macros.slice(0, MOST_EXPANSIONS).flatMap((use) => macroLines(use, columns));
  const hidden = macros.length - MOST_EXPANSIONS;
  return hidden > 0 ? [...shown, text(`  and ${hidden} more expansions`, "faint")] : shown;
}

const macroLines = ({ name, file, line, column, excerpt: marked }: PlacedStep, columns: number): Styled[] => [
  headline(`${file}:${line}:${column}`, "note", `in expansion of macro '${name}'`),
  ...markedLines(line, marked, columns),
];

function markedLines(line: number | null, marked: Excerpt | null, columns: number): Styled[] {
  if (line === null || marked === null) return [];
  const { text: source, start, length } = marked;
  return sourceLines({ text: source, line, start, end: start + length }, columns);
}
