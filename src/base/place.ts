/**
 * Where something is, with all that is ever shown of it: plain values that need no source text any more, so that they
 * can be kept, sent to another thread and printed later.
 */
import { type Location, spanPosition, type Via } from "./source.js";

export interface PlainLocation {
  file: string;
  /** 1-based; null in a blob or a folder. */
  line: number | null;
  /** 1-based, in UTF-16 code units. */
  column: number | null;
  /** Path of the node, where there is no line. */
  node: string | null;
  property: string | null;
}

/** An include or a macro through which a text was read. */
export interface Step {
  kind: "include" | "macro";
  /** The included path as written, or the macro's name. */
  name: string;
  file: string;
  line: number;
}

export interface PlacedStep extends Step {
  readonly column: number;
  /** Of a macro's use; null for an include, which shows nothing that its name does not say. */
  readonly excerpt: Excerpt | null;
}

/** A line of a source, or the part of it around a place. */
export interface Excerpt {
  readonly text: string;
  /** Of what is marked: 0-based, in UTF-16 code units of `text`. */
  readonly start: number;
  readonly length: number;
}

export interface Place extends PlainLocation {
  /** Exclusive; null unless it ends in the line that it begins in. */
  readonly endColumn: number | null;
  /** Null in a blob, a folder, or on an empty line. */
  readonly excerpt: Excerpt | null;
  /** Innermost first. */
  readonly via: readonly PlacedStep[];
}

export function plainLocation(location: Location): PlainLocation {
  switch (location.kind) {
    case "source": {
      const { line, column } = spanPosition(location.span);
      return { file: location.span.source.path, line, column, node: null, property: null };
    }
    case "node":
      return { file: location.file, line: null, column: null, node: location.node, property: location.property };
    case "input":
      return { file: location.file, line: null, column: null, node: null, property: null };
  }
}

/** Innermost first. */
export const stepsOf = (location: Location): Step[] =>
  viaOf(location).map(({ kind, name, at }) => ({ kind, name, file: at.source.path, line: spanPosition(at).line }));

export const placeOf = (location: Location): Place => ({
  ...plainLocation(location),
  endColumn: endColumnOf(location),
  excerpt: excerptAt(location),
  via: viaOf(location).map(({ kind, name, at }) => ({
    kind,
    name,
    file: at.source.path,
    ...spanPosition(at),
    excerpt: kind === "macro" ? excerptAt({ kind: "source", span: at }) : null,
  })),
});

function viaOf(location: Location): Via[] {
  const chain: Via[] = [];
  if (location.kind !== "source") return chain;
  for (let via = location.span.via; via !== null; via = via.at.via) chain.push(via);
  return chain;
}

/** On either side of a place: wider than any terminal, and no hostile line of many megabytes. */
const MOST_CHARACTERS = 1000;

function excerptAt(location: Location): Excerpt | null {
  if (location.kind !== "source") return null;
  const { span } = location;
  const { line, column } = spanPosition(span);
  const whole = span.source.lineText(line);
  const at = column - 1;
  const from = Math.max(0, at - MOST_CHARACTERS);
  const text = whole.slice(from, at + MOST_CHARACTERS);
  if (text.trim() === "") return null;
  const start = at - from;
  return { text, start, length: Math.max(1, Math.min(span.end - span.start, text.length - start)) };
}

function endColumnOf(location: Location): number | null {
  if (location.kind !== "source") return null;
  const { span } = location;
  const start = spanPosition(span);
  const end = span.source.positionAt(span.end);
  return end.line === start.line && end.column > start.column ? end.column : null;
}
