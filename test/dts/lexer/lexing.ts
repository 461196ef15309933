/** A text through the lexer alone. */
import { BoardFiles } from "../../../src/base/board-files.js";
import { SourceFile } from "../../../src/base/source.js";
import { ExpandedText } from "../../../src/dts/expanded-text.js";
import { Lexer } from "../../../src/dts/lexer/lexer.js";
import { RawIncludes } from "../../../src/dts/lexer/raw-includes.js";
import { SourceTexts } from "../../../src/dts/lexer/source-texts.js";
import { defaultDtsLimits, defaultDtsOptions } from "../../../src/dts/options.js";
import { Problems } from "../../../src/dts/problems.js";
import { RawFiles } from "../../../src/dts/raw-files.js";
import { MemoryFiles } from "../preprocess/memory-files.js";

interface LexerSetup {
  readonly lexer: Lexer;
  readonly texts: SourceTexts;
  readonly problems: Problems;
}

export function lexerOf(text: string, files = new MemoryFiles({})): LexerSetup {
  const texts = new SourceTexts();
  const problems = new Problems(texts);
  const includes = new RawIncludes(
    new RawFiles("board.dts", { ...defaultDtsOptions, allowOutside: true }, BoardFiles.over(files)),
    defaultDtsLimits,
  );
  const source = ExpandedText.verbatim(new SourceFile("board.dts", text));
  return { lexer: new Lexer(source, "board.dts", problems, defaultDtsLimits, includes), texts, problems };
}
