/** `/include/ "file"`: the lexer goes on in another file, which no preprocessor has seen. */
import type { Via } from "../../base/source.js";
import { ExpandedText } from "../expanded-text.js";
import type { DtsLimits } from "../options.js";
import type { RawReader } from "../raw-files.js";
import type { LexerState } from "./lexer-state.js";

export class RawIncludes {
  private characters = 0;

  constructor(
    private readonly files: RawReader,
    private readonly limits: DtsLimits,
  ) {}

  /**
   * Puts the lexer at the start of the file.
   *
   * @param start of the directive in the lexer's text; the lexer stands behind it
   */
  enter(state: LexerState, name: string, start: number): void {
    const { problems, base, depth } = state;
    const from = base + start;
    const end = base + state.at;
    const at = problems.texts.spanOf(from, end);
    if (depth >= this.limits.includeDepth) {
      const message = `files include each other more than ${this.limits.includeDepth} deep`;
      problems.lexicalError("include-depth", from, end, message);
      state.truncate();
      return;
    }
    const read = this.files.read("include", name, problems.texts.readerAt(from), at.source.path);
    if (!read.ok) {
      problems.lexicalError(read.code, from, end, read.message);
      state.misses = true;
      return;
    }
    const { file } = read;
    this.characters += file.bytes.length;
    if (this.characters > this.limits.expandedBytes) {
      problems.lexicalError(
        "too-much-text",
        from,
        end,
        `included files have more than ${this.limits.expandedBytes} bytes`,
      );
      state.truncate();
      return;
    }
    const via: Via = { kind: "include", name, at };
    state.enter(ExpandedText.verbatim(file.source, via), file.path);
  }
}
