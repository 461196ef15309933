/** Blocks as GitHub-flavoured Markdown. */
import { visible } from "../base/visible.js";
import { type Block, type Detail, type FindingBlock, isExcerpt, type TableBlock, type TreeItem } from "./blocks.js";
import { mapLines } from "./map/map-lines.js";
import { rawText, type Styled, text } from "./styled.js";

/** GitHub refuses a comment of more than 65,536 characters. */
const MOST_CHARACTERS = 65_000;

/** Ends in a line end; empty for no blocks. What does not fit a comment is cut, and the cut is stated. */
export const blocksAsMarkdown = (blocks: readonly Block[]): string => cutToComment(linesOf(blocks, 0));

/**
 * For a pull request: the tool's name before the first title, which may be all that is read.
 * @param marker an HTML comment by which a bot finds its own comment again
 */
export const blocksAsComment = (marker: string, blocks: readonly Block[]): string =>
  cutToComment([
    marker,
    ...linesOf(blocks, 0).map((line, i) => (i === 0 ? line.replace(/^## /, "## iova-plan: ") : line)),
  ]);

/** @param depth how many results they are within */
const linesOf = (blocks: readonly Block[], depth: number): string[] =>
  blocks.flatMap((block, i) => [...(i === 0 ? [] : [""]), ...blockLines(block, depth)]);

function cutToComment(lines: readonly string[]): string {
  const room = MOST_CHARACTERS - 200;
  let used = 0;
  const fitting = lines.findIndex((line) => {
    used += line.length + 1;
    return used > room;
  });
  if (fitting < 0) return lines.map((line) => `${line}\n`).join("");
  const kept = lines.slice(0, fitting);
  const cut = `**Cut here:** ${lines.length - fitting} more lines; the formats text and json have everything.`;
  return [...kept, "", ...closingTags(kept), cut].map((line) => `${line}\n`).join("");
}

/** The statement of a cut must not be folded away with what it cuts, nor be a line of a picture. */
function closingTags(lines: readonly string[]): string[] {
  const fence = openFence(lines);
  const count = (tag: string) => lines.filter((line) => line.startsWith(tag)).length;
  const open = count("<details>") - count("</details>");
  return [...(fence === null ? [] : [fence, ""]), ...(open > 0 ? [...Array<string>(open).fill("</details>"), ""] : [])];
}

/** The fence that no line closes; null for none. */
const openFence = (lines: readonly string[]): string | null =>
  lines.reduce<string | null>((open, line) => {
    if (open !== null) return line === open ? null : open;
    return /^`{3,}/.exec(line)?.[0] ?? null;
  }, null);

function blockLines(block: Block, depth: number): string[] {
  switch (block.kind) {
    case "title":
      return [heading(block.text, block.level + depth)];
    case "paragraph":
      return [inline(block.text)];
    case "list":
    case "digest":
      return block.items.map((item) => `- ${stressed(item)}`);
    case "table":
      return tableRows(block);
    case "map":
      return fenced(mapLines(block, FENCE_COLUMNS).map((line) => rawText(line).trimEnd()));
    case "tree":
      return items(block.roots, "");
    case "finding":
      return findingItems(block);
    case "folded": {
      const summary = `<details><summary>${inline(block.summary)}</summary>`;
      return [summary, "", ...linesOf(block.blocks, depth), "", "</details>"];
    }
    case "result":
      return [heading(block.summary, depth + 1), "", ...linesOf(block.blocks, depth + 1)];
  }
}

/** What a page shows without a scroll bar. */
const FENCE_COLUMNS = 90;

/** With a fence that no line of it ends. */
function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...lines, fence];
}

/** @param level 1 is the page's own, which is the second of HTML */
const heading = (title: Styled, level: number): string => `${"#".repeat(level + 1)} ${inline(title)}`;

function tableRows({ columns, rows }: TableBlock): string[] {
  const header = columns.map((column) => inline(column.title));
  const rule = columns.map((column) => (column.align === "right" ? "---:" : "---"));
  return [header, rule, ...rows.map((row) => row.map(inline))].map((cells) => `| ${cells.join(" | ")} |`);
}

const MARKS: Readonly<Record<FindingBlock["severity"], string>> = { error: "❌", warning: "⚠️", note: "ℹ️" };

function findingItems({ severity, place, message, details, related, help }: FindingBlock): string[] {
  const more = [...details, ...related, ...(help === null ? [] : [[...text("help: "), ...help]])];
  return [`- ${MARKS[severity]} ${inline(message)}<br>${inline(place)}`, ...more.map((line) => `  - ${inline(line)}`)];
}

const items = (tree: readonly TreeItem[], indent: string): string[] =>
  tree.flatMap((item) => [
    `${indent}- ${stressed(item.label)}`,
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

/** With what is strong in it in bold. */
const stressed = (styled: Styled): string =>
  styled
    .map((piece) => {
      const [, before = "", word = "", after = ""] = /^(\s*)(.*?)(\s*)$/su.exec(piece.text) ?? [];
      const shown = markdownText(word);
      return `${before}${piece.style === "strong" && word !== "" ? `**${shown}**` : shown}${after}`;
    })
    .join("")
    .trim();

/** Every character that Markdown, HTML or a table could take for its own, and mentions of people and issues. */
const markdownText = (plain: string): string =>
  plain
    .replace(/[\\`*_{}[\]()#+!|~>$:]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/@/g, "&#64;");
