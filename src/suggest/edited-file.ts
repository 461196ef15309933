/** A source file under edit: where it speaks of which node, and what is to be put in or taken out. */
import type { SourceFile, Span, Via } from "../base/source.js";
import { childNamed, type DeviceTree, type DtNode, nodeAt } from "../tree/tree.js";
import { type Body, outlineOf, type Statement } from "./outline.js";
import { lineEnd, lineStart } from "./text.js";

/** `[start, end)` of a text, in UTF-16 code units, and what is to stand there instead. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A statement of a file, and the node of the tree that it speaks of. */
export interface Opening {
  readonly statement: Statement;
  readonly body: Body;
  readonly node: DtNode;
}

export class EditedFile {
  readonly outline: Body | null;
  readonly eol: string;
  private readonly made: TextEdit[] = [];
  private readonly known: readonly Opening[];

  constructor(
    readonly source: SourceFile,
    tree: DeviceTree,
  ) {
    this.outline = outlineOf(source.text);
    this.eol = source.text.includes("\r\n") ? "\r\n" : "\n";
    this.known = this.outline === null ? [] : openingsIn(this.outline, tree);
  }

  get isEdited(): boolean {
    return this.made.length > 0;
  }

  /** The statement that makes the node, else the last that opens it; null where conditions decide what counts there. */
  openingOf(node: DtNode): Opening | null {
    const all = this.known.filter((one) => one.node === node && !one.body.hasConditions);
    return all.find(({ statement }) => isInside(node.span, this.source, statement)) ?? all.at(-1) ?? null;
  }

  /** Whether a statement is to go: nothing can be put behind it. */
  isRemoved({ start, end }: Statement): boolean {
    return this.made.some((edit) => edit.text === "" && edit.start <= start && end <= edit.end);
  }

  replace(start: number, end: number, text: string): void {
    this.made.push({ start, end, text });
  }

  /** Lines behind a statement and the comment beside it. */
  insertLinesAfter(at: number, lines: readonly string[]): void {
    const end = lineEnd(this.source.text, at);
    const beside = this.source.text.slice(at, end);
    const isComment = /^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/[ \t]*)?$/.test(beside);
    this.insert(isComment ? end : at, lines.map((line) => `${this.eol}${line}`).join(""));
  }

  /** In front of the brace that ends a body, on lines of their own. @param outer what the brace is indented by */
  insertAtEnd({ close }: Body, lines: readonly string[], outer: string): void {
    const from = lineStart(this.source.text, close);
    if (this.source.text.slice(from, close).trim() === "") this.insertLines(from, lines);
    else this.insert(close, `${lines.map((line) => `${this.eol}${line}`).join("")}${this.eol}${outer}`);
  }

  /** Lines in front of the line that begins there. */
  insertLines(at: number, lines: readonly string[]): void {
    this.insert(at, lines.map((line) => `${line}${this.eol}`).join(""));
  }

  insert(at: number, text: string): void {
    if (text !== "") this.replace(at, at, text);
  }

  /** In the order in which they were asked for. */
  get edits(): readonly TextEdit[] {
    return this.made;
  }

  /** Null where two edits are of the same text. */
  text(): string | null {
    return editedText(this.source.text, this.made);
  }
}

/** Two findings may ask for the same. */
export const distinctEdits = (edits: readonly TextEdit[]): readonly TextEdit[] => [
  ...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values(),
];

/** Of insertions at one place, the first of the list comes first. Null where two edits are of the same text. */
export function editedText(text: string, edits: readonly TextEdit[]): string | null {
  let result = "";
  let at = 0;
  const inOrder = edits.map((edit, i) => ({ ...edit, i })).sort((a, b) => a.start - b.start || a.i - b.i);
  for (const edit of inOrder) {
    if (edit.start < at) return null;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

function openingsIn(outline: Body, tree: DeviceTree): readonly Opening[] {
  const found: Opening[] = [];
  const visit = (statements: readonly Statement[], nodeOf: (name: string) => DtNode | null): void => {
    for (const statement of statements) {
      const node = statement.body === null ? null : nodeOf(statement.name);
      if (node === null || statement.body === null) continue;
      found.push({ statement, body: statement.body, node });
      visit(statement.body.statements, (name) => childNamed(node, name));
    }
  };
  visit(outline.statements, (name) => topLevelNode(tree, name));
  return found;
}

function topLevelNode(tree: DeviceTree, name: string): DtNode | null {
  if (name === "/") return tree.root;
  const path = /^&\{(.*)\}$/.exec(name)?.[1];
  return path !== undefined ? nodeAt(tree, path) : (tree.labels.get(name.replace(/^&/, "")) ?? null);
}

export const isInside = (span: Span | null, file: SourceFile, { start, end }: Statement): boolean =>
  span !== null && span.source.path === file.path && !isFromMacro(span.via) && start <= span.start && span.end <= end;

export function isFromMacro(via: Via | null): boolean {
  for (let at = via; at !== null; at = at.at.via) if (at.kind === "macro") return true;
  return false;
}

/** Where somebody wrote what a span shows: for what macros make, the use of the outermost of them. */
export function writtenAt(span: Span): Span {
  let written = span;
  for (let { via } = span; via !== null; via = via.at.via) if (via.kind === "macro") written = via.at;
  return written;
}

/** With the blank line before it, where that would be one too many. */
export function removeStatement(file: EditedFile, start: number, end: number): void {
  const { text } = file.source;
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const isAlone = text.slice(from, start).trim() === "" && text.slice(end, to).trim() === "";
  if (!isAlone) {
    file.replace(start, end, "");
    return;
  }
  const behind = to < text.length ? to + (text.startsWith("\r\n", to) ? 2 : 1) : to;
  const blankBefore = /\r?\n[ \t]*\r?\n$/.exec(text.slice(0, from));
  const isBlankBehind = /^[ \t]*(?:\r?\n|\}|$)/.test(text.slice(behind));
  const blankStart =
    blankBefore === null || !isBlankBehind ? from : from - (blankBefore[0].length - (blankBefore[0].indexOf("\n") + 1));
  file.replace(blankStart, behind, "");
}
