/** Texts that are whole statements, one after another, into one tree or record. It gives up at the first fault. */
import { RecordedStatements } from "./build/recorded-statements.js";
import { type Outline, TreeBuilder } from "./build/tree-builder.js";
import { UnknownWords } from "./build/unknown-words.js";
import { ValueStore } from "./build/value-store.js";
import type { ExpandedText } from "./expanded-text.js";
import { Lexer } from "./lexer/lexer.js";
import { RawIncludes } from "./lexer/raw-includes.js";
import { SourceTexts } from "./lexer/source-texts.js";
import type { DtsLimits } from "./options.js";
import { parseChunks } from "./parse-chunks.js";
import { Problems } from "./problems.js";
import type { RawReader } from "./raw-files.js";

/** `open`: the text ends within a node or a statement. */
export type Wholeness = "whole" | "open" | "broken";

export class StatementReader {
  readonly builder: TreeBuilder;
  readonly lexer: Lexer;
  private readonly unknownWords: UnknownWords;
  private hasFailed = false;

  /**
   * @param files what `/include/` and `/incbin/` bring in
   * @param into what statements outside of nodes do, and where values go
   */
  constructor(
    readonly problems: Problems,
    limits: DtsLimits,
    files: RawReader,
    { store, outline }: { readonly store: ValueStore; readonly outline: Outline },
  ) {
    this.unknownWords = new UnknownWords(problems);
    this.lexer = new Lexer(null, "", problems, limits, new RawIncludes(files, limits));
    this.builder = new TreeBuilder(this.lexer, problems, this.unknownWords, store, { files, limits }, outline);
  }

  /** @param inputPath of the source that the text is of */
  read(text: ExpandedText, inputPath: string): Wholeness {
    const { lexer, problems, builder } = this;
    lexer.read(text, inputPath);
    let failedAt = -1;
    const recovery = {
      recover: (_from: number, at: number): number => {
        if (failedAt < 0) failedAt = at;
        this.hasFailed = true;
        return lexer.tokens.count;
      },
    };
    parseChunks(lexer, problems, { actions: builder, recovery });
    const isOpen = builder.isInNode || (failedAt >= 0 && failedAt === lexer.tokens.count);
    if (!this.isFlawless) return isOpen && !problems.hasAny ? "open" : "broken";
    return isOpen ? "open" : "whole";
  }

  /** Nothing is to be said so far. */
  get isFlawless(): boolean {
    return !this.hasFailed && !this.problems.hasAny && !this.unknownWords.hasAny && !this.lexer.isTruncated;
  }
}

/** Statements that can be done again in any tree. */
export interface KeptStatements {
  readonly statements: RecordedStatements;
  /** Nodes that they open. */
  readonly nodes: number;
}

/** Where a file is depends on who asks: what names one is not kept. */
const noFiles: RawReader = { read: () => ({ ok: false, code: "include-not-found", message: "" }) };

export function keepStatements(text: ExpandedText, limits: DtsLimits): KeptStatements | Exclude<Wholeness, "whole"> {
  const texts = new SourceTexts();
  const problems = new Problems(texts);
  const statements = new RecordedStatements(new ValueStore(texts), problems, limits.nodeDepth);
  const reader = new StatementReader(problems, limits, noFiles, statements);
  const wholeness = reader.read(text, "");
  if (wholeness !== "whole") return wholeness;
  if (!statements.checkNames()) return "broken";
  statements.trim();
  return { statements, nodes: reader.lexer.nodes };
}
