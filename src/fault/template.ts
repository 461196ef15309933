/**
 * Format strings of the kernel's messages, read backwards: `iova={iova:hex}, cb={cb:dec}` finds its values in a text,
 * also where that was wrapped between or within words.
 */
import { WRAP } from "./log.js";

/**
 * What stands in braces: `hex`, a number with or without 0x; `dec`; `word`, characters without spaces; `words`, some
 * words, as few as will do; `choice`s are spelled out, as in `{access:read|write}`.
 */
export interface Template {
  /** The longest literal, in lower case and without spaces: a squeezed text without it cannot match. */
  readonly sign: string;
  /** The first place that matches; null if the text holds nothing of the kind. */
  match(text: string): TemplateMatch | null;
}

interface TemplateMatch {
  /** The device whose name stands before the message. */
  readonly device: string | null;
  /** By name, without wraps; a field that was not there is absent. */
  readonly values: Readonly<Record<string, string>>;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
}

/** A text as `sign` is looked for in. */
export const squeezed = (text: string): string => text.replace(SPACES, "").toLowerCase();

const wrap = `${WRAP}?`;
const SPACE = `[ \\t\\n${WRAP}]+`;
const HEX = `(?:0${wrap}x${wrap})?[0-9a-f](?:${wrap}[0-9a-f]){0,31}`;
/** At the end of a template nothing says that a number is complete: it goes on in a next line that holds only digits. */
const wrapped = (digit: string): string => `(?:${WRAP}(?=${digit}+(?:[\\n${WRAP}]|$)))?`;
const LAST_HEX = `(?:0${wrap}x${wrap})?[0-9a-f](?:${wrapped("[0-9a-f]")}[0-9a-f]){0,31}`;
const DEC = `[0-9](?:${wrap}[0-9]){0,19}`;
const LAST_DEC = `[0-9](?:${wrapped("[0-9]")}[0-9]){0,19}`;
const WORD = `[^ \\t\\n${WRAP}](?:${wrap}[^ \\t\\n${WRAP}]){0,127}`;

const SPACES = new RegExp(SPACE, "g");

const FIELD = /\{([a-z][A-Za-z0-9]*):([^{}]+)\}/g;

/**
 * The name of the device that a message is of, which Linux puts before it, and people leave out: `15000000.iommu: `.
 * A log's own `kernel:` is none.
 */
const DEVICE = `(?:(?<![^ \\t\\n${WRAP}])(?<device>(?!kernel:)${WORD}):${SPACE})?`;

/**
 * @param format how the kernel words it behind the device's name; case does not count, and a space stands for any
 * @param hasDevice it begins with the name of a device, or should
 */
export function template(format: string, hasDevice = true): Template {
  let source = hasDevice ? DEVICE : "";
  let sign = "";
  let at = 0;
  for (const field of format.matchAll(FIELD)) {
    const before = format.slice(at, field.index);
    at = field.index + field[0].length;
    const isLast = at === format.length;
    source += `${literal(before)}${wrap}(?<${field[1] ?? ""}>${valueSource(field[2] ?? "", isLast)})${isLast ? "" : wrap}`;
    sign = longer(sign, squeezed(before));
  }
  const rest = format.slice(at);
  const pattern = new RegExp(`${source}${literal(rest)}`, "i");
  return {
    sign: longer(sign, squeezed(rest)),
    match(text) {
      const match = pattern.exec(text);
      if (match === null) return null;
      const { device, ...fields } = match.groups ?? {};
      const found = Object.entries(fields).filter(([, value]) => value !== undefined);
      const values = Object.fromEntries(found.map(([name, value]) => [name, unwrapped(value)]));
      return {
        values,
        device: device === undefined ? null : unwrapped(device),
        start: match.index,
        end: match.index + match[0].length,
      };
    },
  };
}

const longer = (a: string, b: string): string => (b.length > a.length ? b : a);

const unwrapped = (value: string): string => value.replaceAll(WRAP, "").trim();

function valueSource(kind: string, isLast: boolean): string {
  switch (kind) {
    case "hex":
      return isLast ? LAST_HEX : HEX;
    case "dec":
      return isLast ? LAST_DEC : DEC;
    case "word":
      return WORD;
    case "words":
      return "[^\\n]{1,200}?";
    default:
      return kind.split("|").map(literal).join("|");
  }
}

/** The characters of a literal, with a wrap allowed between any two. */
function literal(text: string): string {
  const parts = text.split(/( +)/).filter((part) => part !== "");
  return parts.map((part) => (part.startsWith(" ") ? SPACE : characters(part))).join("");
}

const characters = (word: string): string =>
  [...word].map((character) => character.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join(wrap);
