/** DTS text as the kernel's coding style has it, and the lines of a file. */
import type { NewNode, NewProperty } from "./change.js";

const TAB = 8;

/** Without indentation: whoever prints puts it before each line. */
export function linesOfProperty({ name, value }: NewProperty): readonly string[] {
  if (value.length === 0) return [`${name};`];
  const head = `${name} = `;
  const padding = "\t".repeat(Math.floor(head.length / TAB)) + " ".repeat(head.length % TAB);
  return value.map((group, i) => `${i === 0 ? head : padding}${group}${i === value.length - 1 ? ";" : ","}`);
}

function linesOfNode({ name, label, properties, children }: NewNode): readonly string[] {
  const lines = properties.flatMap((property) => [...linesOfProperty(property)]);
  return inBraces(`${label === null ? "" : `${label}: `}${name}`, linesOfBody(lines, children));
}

/** Properties and deletions first, then the children, each behind a blank line. */
export const linesOfBody = (lines: readonly string[], children: readonly NewNode[]): readonly string[] =>
  children.reduce<string[]>(
    (all, child) => {
      if (all.length > 0) all.push("");
      all.push(...linesOfNode(child));
      return all;
    },
    [...lines],
  );

export const inBraces = (name: string, body: readonly string[]): readonly string[] => [
  `${name} {`,
  ...body.map((line) => indentedBy("\t", line)),
  "};",
];

/** A blank line stays blank. */
export const indentedBy = (indent: string, line: string): string => (line === "" ? "" : `${indent}${line}`);

/** Offset of the first character of the line that an offset is on. */
export const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;

/** Offset of the end of that line, before its line end. */
export function lineEnd(text: string, at: number): number {
  const next = text.indexOf("\n", at);
  if (next < 0) return text.length;
  return text[next - 1] === "\r" && next > at ? next - 1 : next;
}

/** What stands before the first word of that line. */
export function indentOf(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at)))?.[0] ?? "";
}
