/** Lines no wider than asked, broken only where a piece allows it: an address is never cut in two. */
import { type Piece, type Styled, text, widthOf } from "./styled.js";

/** Pieces that no space parts, and whether a space stood before them. */
interface Word {
  readonly pieces: Piece[];
  readonly afterSpace: boolean;
}

/** At least one line. A word wider than `width` stands on a line of its own and sticks out. */
export function wrap(styled: Styled, width: number): Styled[] {
  const lines = new Lines(width);
  for (const word of wordsOf(styled)) {
    // A path is broken at its slashes only where a line of its own is too short for it.
    const parts = widthOf(word.pieces) > width ? partsOf(word.pieces, width) : [word.pieces];
    parts.forEach((part, i) => {
      lines.add(part, i === 0 && word.afterSpace);
    });
  }
  return lines.all;
}

/** Wrapped, with one indent for the first line and another for the rest. */
export function indented(styled: Styled, columns: number, first: string, rest: string): Styled[] {
  const room = columns - Math.max(first.length, rest.length);
  return wrap(styled, room).map((line, i) => [...text(i === 0 ? first : rest), ...line]);
}

/** Wrapped, the lines after the first four columns further in. */
export const hanging = (styled: Styled, columns: number, indent = ""): Styled[] =>
  indented(styled, columns, indent, `${indent}    `);

/** The narrowest width at which no word is broken. */
export const longestWord = (styled: Styled): number =>
  Math.max(0, ...wordsOf(styled).map(({ pieces }) => widthOf(pieces)));

/** The narrowest width at which nothing sticks out. */
export const narrowest = (styled: Styled): number =>
  Math.max(0, ...wordsOf(styled).flatMap((word) => partsOf(word.pieces, 0).map(widthOf)));

class Lines {
  private readonly done: Styled[] = [];
  private line: Piece[] = [];
  private used = 0;

  constructor(private readonly width: number) {}

  get all(): Styled[] {
    return [...this.done, this.line];
  }

  add(part: readonly Piece[], afterSpace: boolean): void {
    const gap = afterSpace && this.used > 0 ? 1 : 0;
    let pieces = part;
    if (this.used > 0 && this.used + gap + widthOf(part) > this.width) {
      this.done.push(this.line);
      this.line = [];
      this.used = 0;
      // A joint can lie before a space.
      pieces = part.map((piece, i) => (i === 0 ? { ...piece, text: piece.text.trimStart() } : piece));
    } else if (gap === 1) {
      this.line.push({ text: " ", style: pieces[0]?.style ?? "plain", breaks: "never" });
      this.used += 1;
    }
    this.line.push(...pieces);
    this.used += widthOf(pieces);
  }
}

function wordsOf(styled: Styled): Word[] {
  const words: Word[] = [];
  let afterSpace = true;
  for (const piece of styled) {
    const parts = piece.breaks === "never" || piece.breaks === "joints" ? [piece.text] : piece.text.split(" ");
    parts.forEach((part, i) => {
      if (i > 0) afterSpace = true;
      if (part === "") return;
      const last = words.at(-1);
      if (afterSpace || last === undefined) words.push({ pieces: [{ ...piece, text: part }], afterSpace });
      else last.pieces.push({ ...piece, text: part });
      afterSpace = false;
    });
  }
  return words;
}

type Places = Readonly<Record<Piece["breaks"], RegExp>>;

const NOWHERE = /(?!)/;

/** Where a word may be continued on the next line. */
const PLACES: Places = {
  spaces: NOWHERE,
  slashes: /(?=\/)/,
  dashes: /(?=[/-])/,
  joints: NOWHERE,
  never: NOWHERE,
};

/** Where it may be if one of those parts is still too long. */
const JOINTS: Places = { ...PLACES, slashes: /(?=@)/, joints: /(?=[@/]| \u2212)|(?<=\.\.)/ };

/** A word in the parts that may stand on different lines, as few as fit the width. */
const partsOf = (pieces: readonly Piece[], width: number): Piece[][] =>
  split(pieces, PLACES).flatMap((part) => (widthOf(part) > width ? split(part, JOINTS) : [part]));

function split(pieces: readonly Piece[], places: Places): Piece[][] {
  const parts: Piece[][] = [];
  for (const piece of pieces) {
    const texts = piece.text.split(places[piece.breaks]);
    texts.forEach((text, i) => {
      const last = parts.at(-1);
      if (i > 0 || last === undefined) parts.push([{ ...piece, text }]);
      else last.push({ ...piece, text });
    });
  }
  return parts;
}
