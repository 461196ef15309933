/**
 * YAML 1.2 as plain values with a place for each of them. Files come from strangers' patches too, so everything here
 * is bounded: the file's size, its nesting, and what its aliases expand to.
 */
import { Composer, type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, type Pair, Parser } from "yaml";
import type { Diagnostic, RelatedLocation } from "../base/diagnostic.js";
import { atInput, atSpan, type Location, type SourceFile } from "../base/source.js";

/** A kind of file, as messages name it. */
export interface FileKind {
  /** Codes begin with it: `plan` makes `plan-syntax`. */
  readonly code: "plan" | "profile" | "config" | "baseline";
  readonly one: string;
  readonly many: string;
  /** UTF-16 code units that are read. */
  readonly maxLength: number;
  /** Values that are read, with what aliases stand for counted each time. */
  readonly maxValues: number;
}

/** What people write: a plan with ten thousand devices stays below it. */
export const byHand = { maxLength: 1 << 20, maxValues: 200_000 } as const;

/** Levels of nesting; a plan's own shape has nine. */
const MAX_DEPTH = 48;
/** One slip in YAML often makes a cascade: no more than these many syntax errors are told. */
const MAX_SYNTAX_ERRORS = 20;

/** A value's place in the file, and its children's by key or index. */
export interface Place {
  readonly value: Location;
  /** The key it stands under; the value itself for list items and the root. */
  readonly key: Location;
  /** The value if it is text; else null. */
  readonly text: string | null;
  /** The anchor (`&name`) before the value, which is often a reference that someone forgot to quote. */
  readonly anchor: string | null;
  readonly children: ReadonlyMap<PropertyKey, Place>;
}

/** The place of the value at a path; null if there is no such value. */
export function placeAt(root: Place, path: readonly PropertyKey[]): Place | null {
  let place: Place | undefined = root;
  for (const step of path) {
    place = place.children.get(step);
    if (place === undefined) return null;
  }
  return place;
}

/** Text for a message: what a stranger wrote may be a megabyte long. */
export const excerpt = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

export interface YamlValue {
  /** Objects without prototype, arrays, text, numbers, booleans, null. Integers beyond 2^53 are their source text. */
  readonly value: unknown;
  readonly place: Place;
}

export interface YamlRead {
  /** Null when nothing can be said about the contents. */
  readonly root: YamlValue | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function readYaml(source: SourceFile, kind: FileKind): YamlRead {
  const diagnostics: Diagnostic[] = [];
  const document = compose(source, kind, diagnostics);
  if (document === null || diagnostics.length > 0) return { root: null, diagnostics };
  const reader = new ValueReader(source, kind, diagnostics);
  return { root: reader.read(document.contents), diagnostics };
}

function compose(source: SourceFile, kind: FileKind, diagnostics: Diagnostic[]): Document.Parsed | null {
  const { one, many, maxLength } = kind;
  const fail = (what: string, message: string, location: Location): null => {
    diagnostics.push({ severity: "error", code: `${kind.code}-${what}`, message, location });
    return null;
  };
  const { length } = source.text;
  if (length > maxLength) {
    const message = `the ${one} has ${length} characters, at most ${maxLength} are read`;
    return fail("too-large", message, atInput(source.path));
  }
  const tokens = [];
  const parser = new Parser();
  let offset = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    tokens.push(...parser.next(lexeme));
    // The composer recurses, so what is nested too deeply must never reach it.
    if (parser.stack.length > MAX_DEPTH) {
      return fail("too-deep", `nested more than ${MAX_DEPTH} levels deep`, at(source, offset, offset + 1));
    }
    offset += lexeme.length;
  }
  tokens.push(...parser.end());
  // `uniqueKeys` compares every key with every other: ValueReader looks for duplicates in linear time.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, strict: true });
  const documents = [...composer.compose(tokens, true, source.text.length)];
  const [first, second] = documents;
  if (first === undefined) return null;
  for (const error of first.errors.slice(0, MAX_SYNTAX_ERRORS)) {
    const place = at(source, error.pos[0], error.pos[1]);
    // A parser of YAML speaks of YAML: of a file in JSON, only the place that it found is of use.
    fail("syntax", isJson(source, kind) ? "not JSON from here on" : `not YAML: ${error.message}`, place);
  }
  if (second !== undefined) {
    const start = second.range[0];
    fail("several-documents", `a ${one} is one YAML document, and a second begins here`, at(source, start, start + 3));
  }
  const { explicit, version } = first.directives.yaml;
  if (explicit === true && version !== "1.2") {
    fail("syntax", `${many} are YAML 1.2, but the file says ${version}`, at(source, 0, source.text.indexOf("\n")));
  }
  return first;
}

/** A baseline is written in JSON; so is, by its name, what somebody else wrote in it. */
const isJson = ({ path }: SourceFile, { code }: FileKind): boolean => code === "baseline" || path.endsWith(".json");

/** Turns composed nodes into plain values. Recursion is bounded by MAX_DEPTH, work by `maxValues`. */
class ValueReader {
  private values = 0;
  /** Set once a bound is passed: one message is enough. */
  private stopped = false;
  private readonly anchors = new Map<string, Node>();

  constructor(
    private readonly source: SourceFile,
    private readonly kind: FileKind,
    private readonly diagnostics: Diagnostic[],
  ) {}

  read(node: Node | null): YamlValue {
    return this.value(node, null, 0);
  }

  private value(node: Node | null, key: Location | null, depth: number): YamlValue {
    const own = this.locate(node);
    const leaf = (value: unknown): YamlValue => ({
      value,
      place: {
        value: own,
        key: key ?? own,
        text: typeof value === "string" ? value : null,
        anchor: anchorOf(node),
        children: new Map(),
      },
    });
    this.values++;
    if (this.stopped) return leaf(null);
    if (depth > MAX_DEPTH || this.values > this.kind.maxValues) {
      this.stopped = true;
      const what =
        depth > MAX_DEPTH ? "an alias refers to itself, or values nest too deeply" : "aliases expand too far";
      this.report("too-deep", what, own);
      return leaf(null);
    }
    if (node === null) return leaf(null);
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target !== undefined) return this.value(target, key ?? own, depth + 1);
      this.report("alias", `'*${excerpt(node.source)}' names no anchor above it`, own);
      return leaf(null);
    }
    this.noteTagAndAnchor(node, own);
    if (isMap(node)) return this.map(node.items, own, key, depth, anchorOf(node));
    if (isSeq(node)) return this.list(node.items, own, key, depth, anchorOf(node));
    return leaf(isScalar(node) ? scalarValue(node.value, node.source) : null);
  }

  private map(items: readonly Pair[], own: Location, key: Location | null, depth: number, anchor: string | null) {
    const value: Record<string, unknown> = Object.create(null);
    const children = new Map<PropertyKey, Place>();
    for (const pair of items) {
      const keyNode = asNode(pair.key);
      const keyPlace = this.locate(keyNode);
      const name = isScalar(keyNode) ? keyNode.value : null;
      if (typeof name !== "string") {
        this.report("key-not-text", "a key is text; quote it if it looks like something else", keyPlace);
        continue;
      }
      const first = children.get(name);
      if (first !== undefined) {
        this.report("duplicate-key", `'${excerpt(name)}' is given twice`, keyPlace, [
          { message: "first given here", location: first.key },
        ]);
        continue;
      }
      const child = this.value(asNode(pair.value), keyPlace, depth + 1);
      value[name] = child.value;
      children.set(name, child.place);
    }
    return { value, place: { value: own, key: key ?? own, text: null, anchor, children } };
  }

  private list(items: readonly unknown[], own: Location, key: Location | null, depth: number, anchor: string | null) {
    const value: unknown[] = [];
    const children = new Map<PropertyKey, Place>();
    for (const [index, item] of items.entries()) {
      const child = this.value(asNode(item), null, depth + 1);
      value.push(child.value);
      children.set(index, child.place);
    }
    return { value, place: { value: own, key: key ?? own, text: null, anchor, children } };
  }

  private noteTagAndAnchor(node: Node, own: Location): void {
    if (node.tag !== undefined) {
      this.report("tag", `${this.kind.many} use no tags, here '${excerpt(node.tag)}'`, own);
    }
    const anchor = anchorOf(node);
    if (anchor !== null) this.anchors.set(anchor, node);
  }

  private locate(node: Node | null): Location {
    const range = node?.range;
    return range === undefined || range === null
      ? at(this.source, 0, this.source.text.length)
      : at(this.source, range[0], range[1]);
  }

  private report(what: string, message: string, location: Location, related?: readonly RelatedLocation[]): void {
    this.diagnostics.push({
      severity: "error",
      code: `${this.kind.code}-${what}`,
      message,
      location,
      ...(related === undefined ? {} : { related }),
    });
  }
}

const at = (source: SourceFile, start: number, end: number): Location =>
  atSpan({ source, start, end: Math.max(start, end), via: null });

const anchorOf = (node: Node | null): string | null =>
  node !== null && !isAlias(node) && node.anchor !== undefined ? node.anchor : null;

const asNode = (value: unknown): Node | null =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;

/** A double cannot hold every 64-bit address, so integers beyond 2^53 stay text. */
const scalarValue = (value: unknown, source: string | undefined): unknown =>
  typeof value === "number" && !Number.isSafeInteger(value) && Number.isInteger(value) && source !== undefined
    ? source
    : value;
