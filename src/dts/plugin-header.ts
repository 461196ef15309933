/** Whether a source is an overlay, without reading it all: what stands in front of its first node says so. */

const WORD = /[\s;]+|\/\/|\/\*|#|\/dts-v1\/|\/plugin\//y;

/** `/dts-v1/; /plugin/;`, with comments, blanks and directives in between; in either order, though dtc takes only this. */
export function declaresPlugin(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    WORD.lastIndex = at;
    const found = WORD.exec(text)?.[0];
    if (found === "/plugin/") return true;
    if (found === undefined) return false;
    at =
      found === "/*"
        ? endOf(text, "*/", at + 2)
        : found === "//" || found === "#"
          ? lineEnd(text, at)
          : at + found.length;
  }
  return false;
}

function endOf(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

/** Of the logical line: a backslash at a line's end continues it. */
function lineEnd(text: string, from: number): number {
  let at = endOf(text, "\n", from);
  while (at < text.length && /\\\r?$/.test(text.slice(at - 3, at - 1))) at = endOf(text, "\n", at);
  return at;
}
