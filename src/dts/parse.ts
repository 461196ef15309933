/** Device tree source to a tree: the one that dtc would write, with the origin of every value. */
import type { BoardFiles } from "../base/board-files.js";
import { type Diagnostic, isError, type Outcome } from "../base/diagnostic.js";
import type { SourceFile } from "../base/source.js";
import type { DeviceTree } from "../tree/tree.js";
import { finishTree } from "./build/finish.js";
import { StatementRecovery } from "./build/recovery.js";
import { outlineOf, TreeBuilder } from "./build/tree-builder.js";
import { type FindMacro, UnknownWords } from "./build/unknown-words.js";
import { ValueStore } from "./build/value-store.js";
import type { ExpandedText } from "./expanded-text.js";
import { Lexer } from "./lexer/lexer.js";
import { RawIncludes } from "./lexer/raw-includes.js";
import { SourceTexts } from "./lexer/source-texts.js";
import type { DtsOptions } from "./options.js";
import { parseChunks } from "./parse-chunks.js";
import { parseParts } from "./parse-parts.js";
import { preprocess } from "./preprocess.js";
import { Problems } from "./problems.js";
import { RawFiles } from "./raw-files.js";

/**
 * Preprocesses and parses. The tree of an overlay has no `__fixups__` of its own: `withSymbolNodes` adds them.
 *
 * @returns a tree, or null and at least one error
 */
export const parseDts = (source: SourceFile, options: DtsOptions, files: BoardFiles): Outcome<DeviceTree> =>
  withoutBroken(recoverDts(source, options, files));

/**
 * The same for whoever wants to see what can be read of a source with errors.
 *
 * @returns a tree without what errors make unreadable, and the errors; null where no node is defined
 */
export function recoverDts(source: SourceFile, options: DtsOptions, files: BoardFiles): Outcome<DeviceTree> {
  const flawless = parseParts(source, options, files);
  if (flawless !== null) return { value: flawless, diagnostics: [] };
  const { text, diagnostics, findMacro, isCut } = preprocess(source, options, files);
  const errors = diagnostics.filter(isError);
  const parsed = readExpanded(text, source.path, options, files, {
    isHeaderMissing: errors.some((error) => isMissing(error)),
    isSourceMissing: errors.some((error) => isMissing(error) && !HEADER.test(textOf(error))),
    isTruncated: isCut || errors.some(({ code }) => ENDS_TEXT.test(code)),
    findMacro,
  });
  const lines = new Set(errors.map(lineOf));
  // What the preprocessor stumbled over is not complained about again.
  const further = parsed.diagnostics.filter((diagnostic) => !lines.has(lineOf(diagnostic)));
  return { value: parsed.value, diagnostics: [...diagnostics, ...further] };
}

/** No tree but a whole one: an error leaves nothing to analyse. */
const withoutBroken = ({ value, diagnostics }: Outcome<DeviceTree>): Outcome<DeviceTree> => ({
  value: diagnostics.some(isError) ? null : value,
  diagnostics,
});

/** Behind these the preprocessor has dropped text. */
const ENDS_TEXT = /^(comment-unterminated|conditional-)/;

const isMissing = ({ code }: Diagnostic): boolean => code.startsWith("include-");

/** A header defines macros, but no nodes. */
const HEADER = /\.h[">]?$/;

function textOf({ location }: Diagnostic): string {
  return location.kind === "source" ? location.span.source.text.slice(location.span.start, location.span.end) : "";
}

function lineOf({ location }: Diagnostic): string {
  if (location.kind !== "source") return "";
  const { source, start } = location.span;
  return `${source.path}:${source.positionAt(start).line}`;
}

/** What the preprocessor knows of a text beyond its characters. */
export interface ExpansionFacts {
  /** An include was not found: macros that are unknown may have stood there. */
  readonly isHeaderMissing: boolean;
  /** The same, of a file that may have defined nodes. */
  readonly isSourceMissing: boolean;
  /** The source goes on where the text ends: that nodes are open is no error. */
  readonly isTruncated: boolean;
  /** Where a macro is defined that the text does not include, as a sentence. */
  readonly findMacro: FindMacro;
}

const NO_FACTS: ExpansionFacts = {
  isHeaderMissing: false,
  isSourceMissing: false,
  isTruncated: false,
  findMacro: () => null,
};

/** Parses text that needs no preprocessor any more. @param inputPath of the source, for `/include/` and `/incbin/` */
export const parseExpanded = (
  text: ExpandedText,
  inputPath: string,
  options: DtsOptions,
  files: BoardFiles,
): Outcome<DeviceTree> => withoutBroken(readExpanded(text, inputPath, options, files, NO_FACTS));

function readExpanded(
  text: ExpandedText,
  inputPath: string,
  options: DtsOptions,
  files: BoardFiles,
  facts: ExpansionFacts,
): Outcome<DeviceTree> {
  const texts = new SourceTexts();
  const problems = new Problems(texts);
  const rawFiles = new RawFiles(inputPath, options, files);
  const lexer = new Lexer(text, inputPath, problems, options.limits, new RawIncludes(rawFiles, options.limits));
  const unknownWords = new UnknownWords(problems);
  const store = new ValueStore(texts);
  const reading = { files: rawFiles, limits: options.limits };
  const outline = outlineOf(store, problems, options.limits.nodeDepth, inputPath);
  const builder = new TreeBuilder(lexer, problems, unknownWords, store, reading, outline);
  builder.header.isTextMissing = () => facts.isSourceMissing || lexer.misses || builder.topLevel.isTextMissing;
  const recovery = new StatementRecovery(lexer, problems, builder, unknownWords);
  const last = parseChunks(lexer, problems, { actions: builder, recovery });
  const isTruncated = facts.isTruncated || lexer.isTruncated;
  const { topLevel } = builder;
  topLevel.isTextMissing ||= facts.isSourceMissing || lexer.misses || isTruncated;
  builder.finish(last, isTruncated || recovery.hasFailedAtEnd);
  const isHeaderMissing = facts.isHeaderMissing || topLevel.isTextMissing;
  unknownWords.report((label) => topLevel.tree.findLabel(label) !== null, facts.findMacro, isHeaderMissing);
  const tree = finishTree(builder, store, problems, { file: inputPath, keepsLabelled: options.keepsLabelled === true });
  return { value: tree, diagnostics: problems.diagnostics };
}
