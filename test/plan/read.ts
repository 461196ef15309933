import { readFileSync } from "node:fs";
import type { Diagnostic } from "../../src/base/diagnostic.js";
import { type Location, SourceFile, spanPosition } from "../../src/base/source.js";
import type { Plan } from "../../src/plan/model.js";
import { parsePlan } from "../../src/plan/parse.js";

/** `3:12`, or `file` where a message is about the whole input. */
const place = (location: Location): string => {
  if (location.kind !== "source") return "file";
  const { line, column } = spanPosition(location.span);
  return `${line}:${column}`;
};

/** What is underlined. */
export const underlined = ({ location }: Diagnostic): string =>
  location.kind === "source" ? location.span.source.text.slice(location.span.start, location.span.end) : "";

export const diagnosticsOf = (text: string): readonly Diagnostic[] =>
  parsePlan(new SourceFile("board.iova.yaml", text)).diagnostics;

/** Every message as `line:column code: message (hint)`. */
export const messages = (text: string): readonly string[] =>
  diagnosticsOf(text).map(
    (d) => `${place(d.location)} ${d.code}: ${d.message}${d.hint === undefined ? "" : ` (${d.hint})`}`,
  );

/** The plan of a text that is one. */
export function planOf(text: string): Plan {
  const { value, diagnostics } = parsePlan(new SourceFile("board.iova.yaml", text));
  if (value === null) throw new Error(`not a plan: ${diagnostics.map((d) => d.message).join("; ")}`);
  return value;
}

export const planFile = (name: string): Plan =>
  planOf(readFileSync(new URL(`../cases/${name}`, import.meta.url), "utf8"));
