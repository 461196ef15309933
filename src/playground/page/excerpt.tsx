/** A source line with a caret below what is meant, and the place, which leads there. */
import { visible } from "../../index.js";

/** Shows a place of a file, if that is open. Line and column are 1-based. */
export type GoTo = (path: string, line: number, column: number) => void;

interface ExcerptProps {
  readonly text: string;
  readonly start: number;
  readonly length: number;
}

/** Tabs stay, so that both lines are as wide; whatever else is not seen is written out. */
const shown = (text: string): string => text.split("\t").map(visible).join("\t");

export function Excerpt({ text, start, length }: ExcerptProps) {
  const before = shown(text.slice(0, start));
  const marked = Math.max(1, shown(text.slice(start, start + length)).length);
  return (
    <pre class="source">
      {shown(text)}
      {"\n"}
      {before.replace(/[^\t]/g, " ")}
      <span class="caret">{`^${"~".repeat(marked - 1)}`}</span>
    </pre>
  );
}

interface Where {
  readonly file: string;
  readonly line: number | null;
  readonly column?: number | null;
  readonly node?: string | null;
  readonly property?: string | null;
}

export function Place({ at, goTo }: { readonly at: Where; readonly goTo: GoTo }) {
  const { file, line, column = null, node = null, property = null } = at;
  const name = visible(file.replace(/^\//, ""));
  if (line === null) {
    return <span class="place">{[name, node, property].filter((part) => part !== null).join(" ")}</span>;
  }
  return (
    <button type="button" class="link place" onClick={() => goTo(file, line, column ?? 1)}>
      {`${name}:${line}${column === null ? "" : `:${column}`}`}
    </button>
  );
}
