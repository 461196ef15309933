/** Colours, or none: how a terminal is told the style of a piece. */
import type { Style, Styled } from "./styled.js";

export type Palette = Readonly<Record<Style, (text: string) => string>>;

const asItIs = (text: string): string => text;

export const plainPalette: Palette = {
  plain: asItIs,
  strong: asItIs,
  faint: asItIs,
  good: asItIs,
  caution: asItIs,
  bad: asItIs,
};

export const paint = (styled: Styled, palette: Palette): string =>
  styled.map((piece) => palette[piece.style](piece.text)).join("");
