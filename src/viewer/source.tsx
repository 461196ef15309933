/** Source lines, and places in them. */
import { visible } from "../base/visible.js";
import type { FindingView, Location } from "../report/schema.js";

interface SourceLineProps {
  readonly line: number | null;
  readonly text: string;
  /** 0-based, in UTF-16 code units of `text`. */
  readonly start: number;
  readonly length: number;
}

export const SourceLine = ({ line, text, start, length }: SourceLineProps) => (
  <pre class="source">
    <span class="faint">{String(line ?? "").padStart(5)} │ </span>
    {shown(text.slice(0, start))}
    <mark>{shown(text.slice(start, start + length))}</mark>
    {shown(text.slice(start + length))}
  </pre>
);

/** Indentation is no character that hides anything. */
const shown = (text: string): string => visible(text.replaceAll("\t", "  "));

export const Snippet = ({ of }: { readonly of: FindingView }) =>
  of.snippet === null ? null : <SourceLine line={of.location.line} {...of.snippet} />;

/** The source line of a place, where a finding quotes it: a report holds no other source. */
export const quoted = (findings: readonly FindingView[], { file, line }: Location): FindingView | null =>
  findings.find(({ location, snippet }) => snippet !== null && location.file === file && location.line === line) ??
  null;
