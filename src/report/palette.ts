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

/** Neighbours of one style are told once. */
export function paint(styled: Styled, palette: Palette): string {
  const runs: { readonly style: Style; text: string }[] = [];
  for (const { style, text } of styled) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ style, text });
  }
  return runs.map(({ style, text }) => palette[style](text)).join("");
}
