/** Text in an SVG: harmless whatever it holds, and no wider than it is given. */
import { markupText } from "../../base/markup.js";
import { visible } from "../../base/visible.js";

/** Pixels of a character at `FONT_SIZE`: monospaced, and `textLength` holds every font to it. */
const CHARACTER = 6.6;

export const textWidth = (raw: string): number => Math.ceil([...visible(raw)].length * CHARACTER);

/** Cut in the middle where it is too long, for both ends of a name tell it from others. */
export function fitted(raw: string, pixels: number): string {
  const characters = [...visible(raw)];
  const room = Math.max(1, Math.floor(pixels / CHARACTER));
  if (characters.length <= room) return characters.join("");
  const head = Math.ceil((room - 1) / 2);
  const tail = room - 1 - head;
  return `${characters.slice(0, head).join("")}…${tail === 0 ? "" : characters.slice(-tail).join("")}`;
}

type Attributes = Readonly<Record<string, string | number>>;

const attributes = (all: Attributes): string =>
  Object.entries(all)
    .map(([name, value]) => ` ${name}="${markupText(String(value))}"`)
    .join("");

export const element = (name: string, all: Attributes, ...content: readonly string[]): string =>
  content.length === 0 ? `<${name}${attributes(all)}/>` : `<${name}${attributes(all)}>${content.join("")}</${name}>`;

/** One line of text that takes the width that we count on. */
export const label = (raw: string, at: { readonly x: number; readonly y: number }, all: Attributes = {}): string =>
  raw === "" ? "" : element("text", { ...at, ...all, textLength: textWidth(raw) }, markupText(raw));
