/** Characters from outside of ASCII that editors, mail programs and web pages put where a source needs another. */
import type { LexerState } from "./lexer-state.js";
import { TokenKind } from "./token-list.js";

interface Lookalike {
  /** What Unicode calls it, in small letters. */
  readonly name: string;
  /** What stands for it in a source; a blank, or nothing at all, for what is not seen. */
  readonly meant: string;
}

const LOOKALIKES: ReadonlyMap<string, Lookalike> = new Map(
  (
    [
      ["\u201c\u201d\u201e\u201f\u2033\uff02", "a smart quote", '"'],
      ["\u00ab\u00bb", "an angle quote", '"'],
      ["\u2018\u2019\u201a\u201b\u2032\uff07", "a smart apostrophe", "'"],
      ["\u00a0\u202f\u2007", "a no-break space", " "],
      ["\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000\u1680", "a wide or thin space", " "],
      ["\u0085\u2028\u2029", "a line separator", " "],
      ["\u200b\u200c\u200d\u2060\ufeff", "an invisible character", ""],
      ["\u00ad", "a soft hyphen", ""],
      ["\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "a dash", "-"],
      ["\uff1b\u037e", "a semicolon of another script", ";"],
      ["\uff0c\u3001", "a comma of another script", ","],
      ["\uff1d", "a wide equals sign", "="],
      ["\uff1c\u2039\u3008", "a bracket of another script", "<"],
      ["\uff1e\u203a\u3009", "a bracket of another script", ">"],
    ] as const
  ).flatMap(([characters, name, meant]) => [...characters].map((each) => [each, { name, meant }] as const)),
);

const FIRST = 0x80;

/** A blank that is none, or what is drawn as nothing: told once, and passed over. */
export function skipLookalikeBlank(state: LexerState): boolean {
  const { text, at } = state;
  if (!(text.charCodeAt(at) >= FIRST)) return false;
  const found = LOOKALIKES.get(text.charAt(at));
  if (found === undefined || found.meant.trim() !== "") return false;
  let end = at + 1;
  while (text.charAt(end) === text.charAt(at)) end++;
  complain(state, found, end);
  state.at = end;
  return true;
}

/** Any other of them: told once for each character, and read as what was meant where that can be done. */
export function scanLookalike(state: LexerState): boolean {
  const { text, at } = state;
  const found = LOOKALIKES.get(text.charAt(at));
  if (found === undefined) return false;
  const end = found.meant === '"' ? quotedEnd(text, at) : at + 1;
  complain(state, found, end);
  state.problems.markUnclear(state.base + at);
  const kind = found.meant === '"' ? TokenKind.String : (KINDS.get(found.meant) ?? TokenKind.Stray);
  state.push(kind, end);
  return true;
}

const KINDS: ReadonlyMap<string, TokenKind> = new Map([
  [";", TokenKind.Semicolon],
  [",", TokenKind.Comma],
  ["=", TokenKind.Equals],
]);

/** Behind the quote that closes it, on its line; else where a statement would go on. */
function quotedEnd(text: string, start: number): number {
  const [line = ""] = text.slice(start, start + LONGEST_LINE).split("\n", 1);
  for (let at = 1; at < line.length; at++) {
    if (line.charAt(at) === '"' || LOOKALIKES.get(line.charAt(at))?.meant === '"') return start + at + 1;
  }
  const stop = line.search(/[;,\r]/);
  return stop < 0 ? start + line.length : start + stop;
}

/** Beyond this nobody guesses. */
const LONGEST_LINE = 500;

function complain(state: LexerState, { name, meant }: Lookalike, end: number): void {
  const { text, at, base, problems, lookalikes } = state;
  const character = text.charAt(at);
  if (lookalikes.has(character)) return;
  lookalikes.add(character);
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  const instead = meant === "" ? "delete it" : meant === " " ? "put a blank in its place" : `${meant} is meant`;
  const more = text.indexOf(character, end) >= 0 ? ", here and everywhere else in this file" : "";
  const message = `${name} (${code}) is not allowed outside of strings`;
  problems.lexicalError("lookalike", base + at, base + Math.max(at + 1, end), message, { hint: `${instead}${more}` });
}
