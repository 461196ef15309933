/** Text from an input, made harmless to a terminal. */

/**
 * Controls, format characters (bidirectional and zero-width ones among them), lone surrogates, line and paragraph
 * separators and whatever else is drawn as nothing: what can move the cursor, hide text or reorder it.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

/** The text with every invisible character written out, as in C: `\x1b`, `\u202e`. */
export const visible = (raw: string): string =>
  raw.replace(INVISIBLE, (character) => SHORT[character] ?? escapeOf(character));

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
