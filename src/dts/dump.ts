/** What the first stages make of a source, for a reader: the text after preprocessing, and its tokens. */
import type { BoardFiles } from "../base/board-files.js";
import { type Diagnostic, isError, type Outcome } from "../base/diagnostic.js";
import { type SourceFile, spanPosition } from "../base/source.js";
import { Lexer } from "./lexer/lexer.js";
import { RawIncludes } from "./lexer/raw-includes.js";
import { SourceTexts } from "./lexer/source-texts.js";
import { LiteralKind, TokenKind } from "./lexer/token-list.js";
import type { DtsOptions } from "./options.js";
import { preprocess } from "./preprocess.js";
import { Problems } from "./problems.js";
import { RawFiles } from "./raw-files.js";

/** The text that the lexer gets; null with the errors if the preprocessor had any. */
export function preprocessedText(source: SourceFile, options: DtsOptions, files: BoardFiles): Outcome<string> {
  const { text, diagnostics } = preprocess(source, options, files);
  return { value: diagnostics.some(isError) ? null : text.text, diagnostics };
}

/** A line for each token, `file:line:column kind text`, and below it one for each literal that it is made of. */
export function tokensText(source: SourceFile, options: DtsOptions, files: BoardFiles): Outcome<string> {
  const { text, diagnostics } = preprocess(source, options, files);
  const texts = new SourceTexts();
  const problems = new Problems(texts);
  const includes = new RawIncludes(new RawFiles(source.path, options, files), options.limits);
  const lexer = new Lexer(text, source.path, problems, options.limits, includes);
  const lines: string[] = [];
  while (lexer.nextChunk()) lines.push(...chunkLines(lexer, texts));
  const all: readonly Diagnostic[] = [...diagnostics, ...problems.diagnostics];
  return { value: all.some(isError) ? null : lines.map((line) => `${line}\n`).join(""), diagnostics: all };
}

function chunkLines({ tokens, literals }: Lexer, texts: SourceTexts): string[] {
  const lines: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    lines.push(lineOf(TokenKind[tokens.kind(i)] ?? "", tokens.start(i), tokens.end(i), texts));
    for (let j = tokens.firstLiteral(i); j < tokens.literalLimit(i); j++) {
      lines.push(`  ${lineOf(LiteralKind[literals.kind(j)] ?? "", literals.start(j), literals.end(j), texts)}`);
    }
  }
  return lines;
}

function lineOf(kind: string, start: number, end: number, texts: SourceTexts): string {
  const span = texts.spanOf(start, end);
  const { line, column } = spanPosition(span);
  return `${span.source.path}:${line}:${column} ${kind} ${JSON.stringify(texts.slice(start, end))}`;
}
