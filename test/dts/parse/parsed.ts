/** Sources for tests, and what the parser says of them. */
import { BoardFiles } from "../../../src/base/board-files.js";
import type { Diagnostic, Outcome } from "../../../src/base/diagnostic.js";
import type { FileReader } from "../../../src/base/files.js";
import { SourceFile, spanPosition } from "../../../src/base/source.js";
import { type DtsOptions, defaultDtsOptions } from "../../../src/dts/options.js";
import { parseDts } from "../../../src/dts/parse.js";
import { type DeviceTree, type DtNode, nodeAt, type Property } from "../../../src/tree/tree.js";
import { MemoryFiles } from "../preprocess/memory-files.js";

export function parse(
  text: string,
  files: FileReader = new MemoryFiles({}),
  options: Partial<DtsOptions> = {},
): Outcome<DeviceTree> {
  return parseDts(new SourceFile("board.dts", text), { ...defaultDtsOptions, ...options }, BoardFiles.over(files));
}

/** The tree of a source that must be free of errors. */
export function treeOf(text: string, files?: FileReader, options?: Partial<DtsOptions>): DeviceTree {
  const { value, diagnostics } = parse(text, files, options);
  if (value === null) throw new Error(diagnostics.map(described).join("\n"));
  return value;
}

export function nodeOf(tree: DeviceTree, path: string): DtNode {
  const node = nodeAt(tree, path);
  if (node === null) throw new Error(`no node ${path}`);
  return node;
}

export function propertyOf(tree: DeviceTree, path: string, name: string): Property {
  const property = nodeOf(tree, path).properties.get(name);
  if (property === undefined) throw new Error(`no property ${name} in ${path}`);
  return property;
}

/** `3:14: message`, with the file in front if it is not the board. */
export function described({ message, location, hint }: Diagnostic): string {
  if (location.kind !== "source") return message;
  const { line, column } = spanPosition(location.span);
  const file = location.span.source.path === "board.dts" ? "" : `${location.span.source.path}:`;
  return `${file}${line}:${column}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}

export const problemsOf = (text: string, files?: FileReader, options?: Partial<DtsOptions>): readonly string[] =>
  parse(text, files, options).diagnostics.map(described);

/** What is wrong with statements in the root node; lines count from the first of them. */
export const problemsInRoot = (statements: string): readonly string[] =>
  problemsOf(`/dts-v1/; / {\n${statements}\n};`).map((problem) =>
    problem.replace(/^(\d+)/, (line) => String(Number(line) - 1)),
  );
