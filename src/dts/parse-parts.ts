/**
 * A source put together from what other boards have in common with it and its own statements: the way of every board
 * but the first, as long as nothing is to be said about it. Where something is, the source is read as one text instead,
 * so that a message never depends on what was read before.
 */
import type { BoardFiles } from "../base/board-files.js";
import { Facet } from "../base/facet.js";
import type { SourceFile } from "../base/source.js";
import type { DeviceTree } from "../tree/tree.js";
import { finishTree } from "./build/finish.js";
import { outlineOf } from "./build/tree-builder.js";
import { ValueStore } from "./build/value-store.js";
import { NONE, type Reading } from "./cpp/origins.js";
import type { PlacedSegment, RunPart, Segment } from "./cpp/unit.js";
import { ExpandedText } from "./expanded-text.js";
import { SourceTexts } from "./lexer/source-texts.js";
import type { DtsOptions } from "./options.js";
import { type PreprocessedParts, preprocessParts } from "./preprocess.js";
import { Problems } from "./problems.js";
import { RawFiles } from "./raw-files.js";
import { keepStatements, StatementReader, type Wholeness } from "./statement-reader.js";

/** The tree of a source without a fault; null where the source must be read as one text. */
export function parseParts(source: SourceFile, options: DtsOptions, files: BoardFiles): DeviceTree | null {
  const preprocessed = preprocessParts(source, options, files);
  if (preprocessed === null || preprocessed.parts.length === 0) return null;
  const texts = new SourceTexts();
  const problems = new Problems(texts);
  const store = new ValueStore(texts);
  const outline = outlineOf(store, problems, options.limits.nodeDepth, source.path);
  const rawFiles = new RawFiles(source.path, options, files);
  const reader = new StatementReader(problems, options.limits, rawFiles, { store, outline });
  if (!readAll(preprocessed, reader, source.path)) return null;
  reader.builder.finish({ start: 0, end: 0 }, false);
  if (problems.hasAny) return null;
  const tree = finishTree(reader.builder, store, problems, {
    file: source.path,
    keepsLabelled: options.keepsLabelled === true,
  });
  return problems.hasAny ? null : tree;
}

/** @returns false where a part makes no sense alone: all such parts are seen to, so that the next board has none */
function readAll({ parts, readings, joinUp }: PreprocessedParts, reader: StatementReader, path: string): boolean {
  let isWhole = true;
  for (const [index, part] of parts.entries()) {
    const wholeness = readPart(part, readings, reader, path, isWhole);
    if (wholeness === "whole") continue;
    isWhole = false;
    joinUp(wholeness === "open" ? (parts[index + 1] ?? part) : part);
  }
  return isWhole && reader.isFlawless;
}

function readPart(
  part: RunPart,
  readings: readonly Reading[],
  reader: StatementReader,
  path: string,
  isUsed: boolean,
): Wholeness {
  if (part.kind === "own") {
    const { text, pieces, expansions } = part.text;
    return isUsed ? reader.read(new ExpandedText(text, pieces, expansions, readings), path) : "whole";
  }
  const kept = statementsOf.of(part.placed.segment);
  if (typeof kept === "string") return kept;
  if (!isUsed) return "whole";
  const { texts } = reader.problems;
  const base = texts.add(placedText(part.placed, readings), path);
  const isDone = kept.statements.replay(reader.builder, texts, base) && reader.lexer.countNodes(kept.nodes);
  return isDone ? "whole" : "broken";
}

/** Read once, for every board that has the segment. */
const statementsOf = new Facet((segment: Segment) => {
  // Nothing is said of it yet, so nobody asks where it was included from.
  const unplaced = Array.from({ length: segment.readings }, () => ({
    source: segment.file.source,
    via: null,
    includer: NONE,
  }));
  return keepStatements(new ExpandedText(segment.text, segment.pieces, segment.expansions, unplaced), segment.limits);
});

const placedText = ({ segment, readings: numbers }: PlacedSegment, readings: readonly Reading[]): ExpandedText =>
  new ExpandedText(
    segment.text,
    segment.pieces,
    segment.expansions,
    Array.from(numbers, (number) => readings[number]).filter((reading) => reading !== undefined),
  );
