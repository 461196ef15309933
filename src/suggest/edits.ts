/** Puts a change of a tree into the text of source files: where the nodes stand, or as an override. */

import type { SourceFile, Span } from "../base/source.js";
import type { DtNode, Property } from "../tree/tree.js";
import { type NewNode, type NewProperty, referenceTo, type TreeChange } from "./change.js";
import { EditedFile, isFromMacro, isInside, type Opening, removeStatement, type TextEdit } from "./edited-file.js";
import type { Body } from "./outline.js";
import { inBraces, indentedBy, indentOf, lineStart, linesOfBody, linesOfProperty } from "./text.js";

/** What becomes of files, by path, or why nothing can. */
export type EditedFiles =
  | {
      readonly ok: true;
      readonly texts: ReadonlyMap<string, string>;
      /** What makes these of those that are there. */
      readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * @param target the file that takes what has no place yet
 * @param open other files in which what stands there may be edited
 */
export function editFiles(change: TreeChange, target: SourceFile, open: readonly SourceFile[]): EditedFiles {
  const files = new Map([target, ...open].map((file) => [file.path, new EditedFile(file, change.tree)]));
  const home = files.get(target.path);
  const broken = [...files.values()].find(({ outline }) => outline === null);
  if (home === undefined || broken !== undefined) {
    return { ok: false, reason: `${broken?.source.path ?? target.path} cannot be edited: its braces do not match` };
  }
  const writer = new Writer(change, files, home);
  writer.write();
  const texts = new Map<string, string>();
  for (const file of files.values()) {
    const text = file.isEdited ? file.text() : undefined;
    if (text === null)
      return { ok: false, reason: `${file.source.path} cannot be edited: two changes are at the same place` };
    if (text !== undefined) texts.set(file.source.path, text);
  }
  const edits = new Map([...texts.keys()].map((path) => [path, files.get(path)?.edits ?? []]));
  return { ok: true, texts, edits };
}

/** What is to be said of one node in the target file. */
interface Words {
  readonly properties: string[][];
  readonly deletions: string[];
  readonly children: NewNode[];
}

class Writer {
  /** New labels that stand where a node is opened. */
  private readonly placed = new Map<DtNode, string>();

  constructor(
    private readonly change: TreeChange,
    private readonly files: ReadonlyMap<string, EditedFile>,
    private readonly home: EditedFile,
  ) {}

  write(): void {
    const words = new Map<DtNode, Words>();
    const of = (node: DtNode): Words => {
      const known = words.get(node) ?? { properties: [], deletions: [], children: [] };
      words.set(node, known);
      return known;
    };
    for (const [node, { set, drop, add }] of this.change.nodes) {
      for (const name of drop) {
        const property = node.properties.get(name);
        if (property === undefined || this.removeProperty(property)) continue;
        of(node).deletions.push(`/delete-property/ ${name};`);
      }
      for (const property of set.values()) {
        if (!this.replaceProperty(node, property)) of(node).properties.push([...linesOfProperty(property)]);
      }
      if (add.length > 0) of(node).children.push(...add);
    }
    for (const node of this.change.deleted) {
      if (!this.removeNode(node) && node.parent !== null) of(node.parent).deletions.push(`/delete-node/ ${node.name};`);
    }
    for (const [node, label] of this.change.labels) if (!this.addLabel(node, label)) of(node);
    for (const [node, said] of words) this.say(node, said);
  }

  private fileOf(span: Span | null): EditedFile | null {
    return span === null || isFromMacro(span.via) ? null : (this.files.get(span.source.path) ?? null);
  }

  private replaceProperty(node: DtNode, property: NewProperty): boolean {
    const old = node.properties.get(property.name);
    const span = old?.span ?? null;
    const file = this.fileOf(span);
    if (file === null || span === null) return false;
    const indent = indentOf(file.source.text, span.start);
    file.replace(span.start, span.end, linesOfProperty(property).join(`${file.eol}${indent}`));
    return true;
  }

  /** With its line, if nothing else stands there. */
  private removeProperty({ span }: Property): boolean {
    const file = this.fileOf(span);
    if (file === null || span === null) return false;
    removeStatement(file, span.start, span.end);
    return true;
  }

  private removeNode(node: DtNode): boolean {
    const file = this.fileOf(node.span);
    const opening = file?.openingOf(node) ?? null;
    if (file === null || opening === null || !isInside(node.span, file.source, opening.statement)) return false;
    removeStatement(file, opening.statement.start, opening.statement.end);
    return true;
  }

  /** Where an editable file opens the node: by its name if any does, else by its path. */
  private addLabel(node: DtNode, label: string): boolean {
    const openings = [...this.files.values()].flatMap((file) => {
      const opening = file.openingOf(node);
      return opening === null ? [] : [{ file, statement: opening.statement }];
    });
    const place = openings.find(({ statement }) => statement.name === node.name) ?? openings[0];
    if (place === undefined) return false;
    place.file.insert(place.statement.start, `${label}: `);
    this.placed.set(node, label);
    return true;
  }

  private say(node: DtNode, words: Words): void {
    const opening = this.home.openingOf(node);
    if (opening === null) this.override(node, words);
    else this.extend(opening, words);
  }

  /** In the braces that are there: properties behind the others but before `status`, children at the end. */
  private extend({ statement, body }: Opening, words: Words): void {
    const { home } = this;
    const { text } = home.source;
    const { statements } = body;
    const outer = indentOf(text, statement.start);
    const [first] = statements;
    const inner =
      first === undefined || lineStart(text, first.start) === lineStart(text, statement.start)
        ? `${outer}\t`
        : indentOf(text, first.start);
    const bus = this.busLines(body, words, inner);
    const lines = [...words.deletions, ...words.properties.filter((one) => !bus.includes(one)).flat()].map(
      (line) => `${inner}${line}`,
    );
    if (lines.length > 0) {
      const before = statements.filter((one) => one.kind !== "node" && !home.isRemoved(one));
      const last = before.findLast(({ name }) => name !== "status");
      const status = before.find(({ name }) => name === "status");
      if (last !== undefined) home.insertLinesAfter(last.end, lines);
      else if (status !== undefined) home.insertLines(lineStart(text, status.start), lines);
      else home.insert(body.open, lines.map((line) => `${home.eol}${line}`).join(""));
    }
    if (words.children.length > 0) this.addChildren(body, words.children, { outer, inner }, lines.length > 0);
  }

  /** What says how children are addressed stands behind `reg`. @returns the words that have been written */
  private busLines({ statements }: Body, { properties }: Words, inner: string): readonly string[][] {
    const place = statements.findLast(({ kind, name }) => kind === "property" && HEAD.has(name));
    if (place === undefined) return [];
    const found = properties.filter(([line]) => line !== undefined && BUS.test(line));
    this.home.insertLinesAfter(
      place.end,
      found.flat().map((line) => `${inner}${line}`),
    );
    return found;
  }

  private addChildren(
    body: Body,
    children: readonly NewNode[],
    { outer, inner }: { readonly outer: string; readonly inner: string },
    hasLines: boolean,
  ): void {
    const isFirst = body.statements.length === 0 && !hasLines;
    const lines = linesOfBody([], children).map((line) => indentedBy(inner, line));
    this.home.insertAtEnd(body, isFirst ? lines : ["", ...lines], outer);
  }

  /** As a node of the target's own: by its label, else by its path through the nearest node that has one. */
  private override(node: DtNode, words: Words): void {
    const label = node.labels[0] ?? this.placed.get(node);
    const block = blockOf(words);
    if (label !== undefined || node.parent === null) {
      const name = node.parent === null ? "/" : `&${label}`;
      this.addTopLevel(name, inBraces(name, block));
      return;
    }
    const made = this.change.labels.get(node);
    this.wrap(node.parent, inBraces(made === undefined ? node.name : `${made}: ${node.name}`, block));
  }

  private wrap(parent: DtNode, lines: readonly string[]): void {
    const opening = this.home.openingOf(parent);
    if (opening !== null) {
      const outer = indentOf(this.home.source.text, opening.statement.start);
      this.home.insertAtEnd(opening.body, ["", ...lines.map((line) => indentedBy(`${outer}\t`, line))], outer);
      return;
    }
    if (parent.parent !== null && parent.labels.length === 0) {
      this.wrap(parent.parent, inBraces(parent.name, lines));
      return;
    }
    const name = parent.parent === null ? "/" : referenceTo(parent);
    this.addTopLevel(name, inBraces(name, lines));
  }

  /** Among references that are in order, in order; else at the end. */
  private addTopLevel(name: string, lines: readonly string[]): void {
    const { home } = this;
    const { text } = home.source;
    const statements = home.outline?.statements ?? [];
    const references = statements.filter((one) => one.name.startsWith("&"));
    const isSorted = references.every((one, i) => i === 0 || (references[i - 1]?.name ?? "") <= one.name);
    const previous = name.startsWith("&") && isSorted ? references.findLast((one) => one.name < name) : undefined;
    const after = previous ?? statements.at(-1);
    const block = ["", ...lines];
    if (after === undefined) home.insertLines(text.length, block);
    else home.insertLinesAfter(after.end, block);
  }
}

/** What a node begins with, in the kernel's order of properties. */
const HEAD = new Set(["compatible", "reg", "reg-names"]);
const BUS = /^(?:#address-cells|#size-cells|ranges)\b/;

const blockOf = ({ deletions, properties, children }: Words): readonly string[] =>
  linesOfBody([...deletions, ...properties.flat()], children);
