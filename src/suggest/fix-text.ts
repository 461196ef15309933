/** An edit of a property as edits of source texts: the ways in which it can be written, the best first. */
import type { SourceFile, Span } from "../base/source.js";
import type { System } from "../system/model.js";
import type { Edit } from "../tree/edit.js";
import { markerAt, type Property } from "../tree/tree.js";
import { referenceTo, TreeChange } from "./change.js";
import { type TextEdit, writtenAt } from "./edited-file.js";
import { editFiles } from "./edits.js";
import { listRegions } from "./holes.js";
import { Names } from "./names.js";

/** Edits of one file. */
export interface FileEdits {
  readonly file: SourceFile;
  readonly edits: readonly TextEdit[];
}

/**
 * @param board the board's own source; null where it is none
 * @returns none where a macro or no source at all makes what is to be edited
 */
export function fixTexts(edit: Edit, system: System, board: SourceFile | null): readonly FileEdits[] {
  if (edit.kind === "widen") {
    const edits = widened(edit);
    return edits === null ? [] : [edits];
  }
  const change = new TreeChange(system.tree);
  const draft = { system, change, names: new Names([system.tree]) };
  listRegions(draft, edit.node, [], [`<${referenceTo(edit.region)}>`]);
  return homesOf(edit, board).flatMap((home) => {
    const edited = editFiles(change, home, []);
    const edits = edited.ok ? (edited.edits.get(home.path) ?? []) : [];
    return edits.length === 0 ? [] : [{ file: home, edits }];
  });
}

/** Where the list stands today, where the region speaks of the device, where the device is made, the board's own. */
function homesOf(
  { node, because }: Extract<Edit, { readonly kind: "list-region" }>,
  board: SourceFile | null,
): readonly SourceFile[] {
  const written = [node.properties.get("memory-region")?.span, because.span, node.span].flatMap((span) => {
    return span === null || span === undefined ? [] : [writtenAt(span).source];
  });
  const byPath = new Map([...written, ...(board === null ? [] : [board])].map((file) => [file.path, file]));
  return [...byPath.values()];
}

/** Each cell has a piece of text of its own, which may be a macro's name; null where it has none. */
function widened({ property, cells, head }: Extract<Edit, { readonly kind: "widen" }>): FileEdits | null {
  const first = pieceOf(property, head);
  if (first === null) return null;
  const edits: TextEdit[] = [];
  let last = first;
  for (const { cell, zeros } of cells) {
    const piece = pieceOf(property, cell);
    if (piece === null || piece.source !== first.source || piece.start < last.end) return null;
    last = piece;
    if (zeros > 0) edits.push({ start: piece.start, end: piece.start, text: "0x0 ".repeat(zeros) });
  }
  return { file: first.source, edits };
}

/** Where somebody wrote a cell: the use of a macro for what a macro makes. */
function pieceOf(property: Property, cell: number): Span | null {
  const marker = markerAt(property.markers, cell * CELL_BYTES);
  return marker === null ? null : writtenAt(marker.span);
}

const CELL_BYTES = 4;
