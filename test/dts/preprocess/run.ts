import { BoardFiles } from "../../../src/base/board-files.js";
import type { Diagnostic } from "../../../src/base/diagnostic.js";
import type { FileReader } from "../../../src/base/files.js";
import { SourceFile, spanPosition } from "../../../src/base/source.js";
import { type DtsOptions, defaultDtsOptions } from "../../../src/dts/options.js";
import { type Preprocessed, preprocess } from "../../../src/dts/preprocess.js";
import { MemoryFiles } from "./memory-files.js";

const NO_FILES = new MemoryFiles({});

export function run(
  text: string,
  options: Partial<DtsOptions> = {},
  files: FileReader = NO_FILES,
  path = "board.dts",
): Preprocessed {
  return preprocess(new SourceFile(path, text), { ...defaultDtsOptions, ...options }, BoardFiles.over(files));
}

/** Blanks mean nothing to dtc beyond that they are there. */
export const squeezed = (text: string): string => text.replace(/[\s\0]+/g, " ").trim();

/** The expanded text, with a blank wherever there are any; the source must be free of errors. */
export function expanded(text: string, options: Partial<DtsOptions> = {}, files: FileReader = NO_FILES): string {
  const { text: output, diagnostics } = run(text, options, files);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(described).join("\n"));
  return squeezed(output.text);
}

/** `board.dts:3:1: error: message` */
function described({ severity, message, location }: Diagnostic): string {
  if (location.kind !== "source") return `${severity}: ${message}`;
  const { line, column } = spanPosition(location.span);
  return `${location.span.source.path}:${line}:${column}: ${severity}: ${message}`;
}

export const problems = (
  text: string,
  options: Partial<DtsOptions> = {},
  files: FileReader = NO_FILES,
): readonly string[] => run(text, options, files).diagnostics.map(described);
