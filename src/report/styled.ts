/**
 * Text on its way to a reader. Whatever may come from a device tree, a plan or a path becomes a piece here, and a
 * piece holds nothing that a terminal would obey: printers only choose colours for it.
 */

import { visible } from "../base/visible.js";

export type Style = "plain" | "strong" | "faint" | "good" | "caution" | "bad";

export interface Piece {
  /** Without control characters: made by `text` and `path` only. */
  readonly text: string;
  readonly style: Style;
  /**
   * Where a line may break: at spaces, also before each `/` of a path, or before each `-` too, or nowhere. Where that is
   * not enough, a path also before an `@`; `joints` only then, before an `@`, a `/` or a minus sign and behind `..`.
   */
  readonly breaks: "spaces" | "slashes" | "dashes" | "joints" | "never";
}

export type Styled = readonly Piece[];

export const text = (raw: string, style: Style = "plain"): Styled => [{ text: visible(raw), style, breaks: "spaces" }];

export const SEVERITY_STYLES: Readonly<Record<"error" | "warning" | "note", Style>> = {
  error: "bad",
  warning: "caution",
  note: "faint",
};

/** A node's path, which may be continued on the next line from a `/` on. */
export const path = (raw: string, style: Style = "plain"): Styled => [{ text: visible(raw), style, breaks: "slashes" }];

/** A file's name, which may be continued on the next line from a `/` or `-` on. */
export const dashed = (raw: string): Styled => [{ text: visible(raw), style: "plain", breaks: "dashes" }];

/** Something that must stay on one line: an address range, a size with its unit. */
export const solid = (raw: string, style: Style = "plain"): Styled => [{ text: visible(raw), style, breaks: "never" }];

/** A node's name, a stream, a size such as `4 GiB − 4 KiB`: whole as long as there is room for it. */
export const jointed = (raw: string, style: Style = "plain"): Styled => [
  { text: visible(raw), style, breaks: "joints" },
];

export const joined = (parts: readonly Styled[], separator: string): Styled =>
  parts.flatMap((part, i) => (i === 0 ? part : [...text(separator), ...part]));

/** Columns on a terminal: code points, for nothing that takes none or two is expected in a device tree. */
export const widthOf = (styled: Styled): number => styled.reduce((sum, piece) => sum + [...piece.text].length, 0);

export const rawText = (styled: Styled): string => styled.map((piece) => piece.text).join("");
