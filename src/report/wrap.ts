/** Lines no wider than asked, broken only where a piece allows it: an address is never cut in two. */
import { type Piece, type Styled, widthOf } from "./styled.js";

/** An unbreakable bit of a piece, and whether a space stood before it. */
interface Word {
  readonly piece: Piece;
  readonly afterSpace: boolean;
}

/** At least one line. A word wider than `width` stands on a line of its own and sticks out. */
export function wrap(styled: Styled, width: number): Styled[] {
  const lines: Piece[][] = [];
  let line: Piece[] = [];
  let used = 0;
  for (const chunk of chunksOf(wordsOf(styled))) {
    const length = chunk.reduce((sum, word) => sum + lengthOf(word), 0);
    const gap = chunk[0]?.afterSpace === true && used > 0 ? 1 : 0;
    if (used > 0 && used + gap + length > width) {
      lines.push(line);
      line = [];
      used = 0;
    } else if (gap === 1) {
      line.push(spaceLike(chunk[0]?.piece));
      used += 1;
    }
    line.push(...chunk.map((word) => word.piece));
    used += length;
  }
  lines.push(line);
  return lines;
}

/** The narrowest width at which nothing sticks out. */
export const narrowest = (styled: Styled): number =>
  Math.max(0, ...chunksOf(wordsOf(styled)).map((chunk) => chunk.reduce((sum, word) => sum + lengthOf(word), 0)));

const lengthOf = (word: Word): number => widthOf([word.piece]);

const spaceLike = (piece: Piece | undefined): Piece => ({ text: " ", style: piece?.style ?? "plain", breaks: "never" });

function wordsOf(styled: Styled): Word[] {
  const words: Word[] = [];
  let afterSpace = false;
  for (const piece of styled) {
    const parts = piece.breaks === "never" ? [piece.text] : piece.text.split(" ");
    parts.forEach((part, i) => {
      if (i > 0) afterSpace = true;
      if (part === "") return;
      words.push({ piece: { ...piece, text: part }, afterSpace });
      afterSpace = false;
    });
  }
  return words;
}

/** Words that no space parts stay together, save that a path may go on below from each `/`. */
function chunksOf(words: readonly Word[]): Word[][] {
  const chunks: Word[][] = [];
  for (const word of words) {
    const parts = word.piece.breaks === "slashes" ? word.piece.text.split(/(?=\/)/) : [word.piece.text];
    parts.forEach((part, i) => {
      const piece = { ...word.piece, text: part };
      const last = chunks.at(-1);
      if (i > 0 || word.afterSpace || last === undefined) {
        chunks.push([{ piece, afterSpace: i === 0 && word.afterSpace }]);
      } else last.push({ piece, afterSpace: false });
    });
  }
  return chunks;
}
