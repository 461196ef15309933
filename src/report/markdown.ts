/** Blocks as GitHub-flavoured Markdown. */
import { visible } from "../base/visible.js";
import { type Block, type Detail, isExcerpt, type TreeItem } from "./blocks.js";
import { boardsText, failureLine } from "./failures.js";
import type { Failure } from "./schema.js";
import { rawText, type Styled } from "./styled.js";

/** GitHub refuses a comment of more than 65,536 characters. */
const MOST_CHARACTERS = 65_000;

/** Ends in a line end; empty for no blocks. What does not fit a comment is cut, and the cut is stated. */
export function blocksAsMarkdown(blocks: readonly Block[]): string {
  return cutToComment(blocks.flatMap((block, i) => [...(i === 0 ? [] : [""]), ...blockAsMarkdown(block).split("\n")]));
}

/** The lines that fit a comment, each with its end; the cut is stated. */
export function cutToComment(lines: readonly string[]): string {
  const room = MOST_CHARACTERS - 200;
  let used = 0;
  const fitting = lines.findIndex((line) => {
    used += line.length + 1;
    return used > room;
  });
  if (fitting < 0) return lines.map((line) => `${line}\n`).join("");
  const kept = lines.slice(0, fitting);
  const cut = `**Cut here:** ${lines.length - fitting} more lines; the formats text and json hold everything.`;
  return [...kept, "", ...closingTags(kept), cut].map((line) => `${line}\n`).join("");
}

/** What could not be done, as the first list of a comment; nothing at all where all was done. @param boards of the run */
export function failureItems(failures: readonly Failure[], boards: number): string[] {
  const lines = failures.map((failure) => `${failureLine(failure)}${boardsText(failure, boards === 1)}`);
  return lines.length === 0 ? [] : ["", ...lines.map((line) => `- ❌ ${markdownText(visible(line))}`)];
}

/** The statement of a cut must not be folded away with what it cuts. */
function closingTags(lines: readonly string[]): string[] {
  const count = (tag: string) => lines.filter((line) => line.startsWith(tag)).length;
  const open = count("<details>") - count("</details>");
  return open > 0 ? [...Array<string>(open).fill("</details>"), ""] : [];
}

function blockAsMarkdown(block: Block): string {
  switch (block.kind) {
    case "title":
      return `${"#".repeat(block.level + 1)} ${inline(block.text)}`;
    case "paragraph":
      return inline(block.text);
    case "list":
      return block.items.map((item) => `- ${inline(item)}`).join("\n");
    case "table": {
      const header = block.columns.map((column) => inline(column.title));
      const rule = block.columns.map((column) => (column.align === "right" ? "---:" : "---"));
      return [header, rule, ...block.rows.map((row) => row.map(inline))]
        .map((cells) => `| ${cells.join(" | ")} |`)
        .join("\n");
    }
    case "tree":
      return items(block.roots, "").join("\n");
  }
}

const items = (tree: readonly TreeItem[], indent: string): string[] =>
  tree.flatMap((item) => [
    `${indent}- ${inline(item.label)}`,
    ...item.details.flatMap((detail) => detailItems(detail, `${indent}  - `)),
    ...items(item.children, `${indent}  `),
  ]);

/** Without a caret, which needs a fence: those do not survive within lists everywhere. */
function detailItems(detail: Detail, lead: string): string[] {
  if (!isExcerpt(detail)) return [`${lead}${inline(detail)}`];
  const line = detail.source?.text.trim() ?? "";
  const shown = line === "" ? "" : `<br><code>${markdownText(visible(line))}</code>`;
  return [`${lead}${inline(detail.lead)}${shown}`, ...detail.via.map((step) => `${lead}${inline(step)}`)];
}

const inline = (styled: Styled): string => markdownText(rawText(styled).trim());

/** Every character that Markdown, HTML or a table could take for its own, and mentions of people and issues. */
export const markdownText = (plain: string): string =>
  plain
    .replace(/[\\`*_{}[\]()#+!|~>$:]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/@/g, "&#64;");
