/** Problems with the input, the way a compiler shows them: place, message, source line, caret, and how it was reached. */
import type { Diagnostic, Severity } from "../base/diagnostic.js";
import { type Location, type Span, spanPosition, type Via } from "../base/source.js";
import { excerpt } from "./excerpt.js";
import { locationText, locationView } from "./location.js";
import { paint } from "./palette.js";
import { type Style, type Styled, text } from "./styled.js";
import type { Look } from "./text.js";

const STYLES: Readonly<Record<Severity, Style>> = { error: "bad", warning: "caution", note: "faint" };

/** Macros nested deeper than this are counted, not shown. */
const MOST_EXPANSIONS = 8;

/** Of a deeper include chain only the inner and the outer half of this many are shown. */
const MOST_INCLUDES = 8;

/** Ends in a line end; empty for no diagnostics. */
export const renderDiagnostics = (diagnostics: readonly Diagnostic[], look: Look): string =>
  diagnostics
    .flatMap((diagnostic) => diagnosticLines(diagnostic, look.columns))
    .map((line) => `${paint(line, look.palette)}\n`)
    .join("");

const diagnosticLines = (diagnostic: Diagnostic, columns: number): Styled[] => [
  ...includeChain(diagnostic.location),
  headline(diagnostic.location, diagnostic.severity, `${diagnostic.message} [${diagnostic.code}]`),
  ...sourceLines(diagnostic.location, columns),
  ...macroNotes(diagnostic.location, columns),
  ...(diagnostic.related ?? []).flatMap((related) => [
    headline(related.location, "note", related.message),
    ...sourceLines(related.location, columns),
  ]),
  ...(diagnostic.hint === undefined ? [] : [[...text("  help: ", "good"), ...text(diagnostic.hint)]]),
];

const headline = (location: Location, severity: Severity, message: string): Styled => [
  ...text(`${locationText(locationView(location))}: `, "strong"),
  ...text(`${severity}: `, STYLES[severity]),
  ...text(message),
];

/** `In file included from board.dts:3:`, innermost first, as C compilers have it; the middle of a long chain is counted. */
function includeChain(location: Location): Styled[] {
  const includes = viaOf(location).filter((via) => via.kind === "include");
  const hidden = Math.max(0, includes.length - MOST_INCLUDES);
  const innermost = Math.ceil(MOST_INCLUDES / 2);
  return includes.flatMap((via, i) => {
    if (hidden > 0 && i > innermost && i < innermost + hidden) return [];
    const lead = i === 0 ? "In file included from " : "                 from ";
    if (hidden > 0 && i === innermost) return [text(`${lead}${hidden} more includes,`, "faint")];
    const { line } = spanPosition(via.at);
    return [text(`${lead}${via.at.source.path}:${line}${i === includes.length - 1 ? ":" : ","}`, "faint")];
  });
}

function macroNotes(location: Location, columns: number): Styled[] {
  const macros = viaOf(location).filter((via) => via.kind === "macro");
  const shown = macros.slice(0, MOST_EXPANSIONS).flatMap((via) => {
    const at: Location = { kind: "source", span: via.at };
    return [headline(at, "note", `in expansion of macro '${via.name}'`), ...sourceLines(at, columns)];
  });
  const hidden = macros.length - MOST_EXPANSIONS;
  return hidden > 0 ? [...shown, text(`  and ${hidden} more expansions`, "faint")] : shown;
}

function viaOf(location: Location): Via[] {
  const chain: Via[] = [];
  if (location.kind !== "source") return chain;
  for (let via = location.span.via; via !== null; via = via.at.via) chain.push(via);
  return chain;
}

function sourceLines(location: Location, columns: number): Styled[] {
  if (location.kind !== "source") return [];
  const { line, column } = spanPosition(location.span);
  const source = location.span.source.lineText(line);
  if (source.trim() === "") return [];
  const number = String(line).padStart(5);
  const start = column - 1;
  const shown = excerpt(source, start, start + lengthOf(location.span), columns - number.length - 3);
  return [
    [...text(`${number} | `, "faint"), ...text(shown.line)],
    [...text(`${" ".repeat(number.length)} | `, "faint"), ...text(shown.marks, "good")],
  ];
}

const lengthOf = (span: Span): number => Math.max(1, span.end - span.start);
