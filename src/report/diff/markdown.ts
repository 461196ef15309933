/** A diff as a pull-request comment: verdict first, then who loses most, details folded away, cut to what fits. */
import { visible } from "../../base/visible.js";
import { counted } from "../amount.js";
import { failureText } from "../failures.js";
import { cutToComment, failureItems, markdownText } from "../markdown.js";
import { shortName } from "../names.js";
import { attemptedDiff } from "../section/failures.js";
import { rawText, type Styled } from "../styled.js";
import { type BoardSet, boardSets, type Effect, type Names, namesOf } from "./effects.js";
import { detailsOf } from "./phrases.js";
import type { ChangeView, DiffReport } from "./schema.js";
import { sentence } from "./text.js";
import { boardLines, verdictOf } from "./verdict.js";

/** Lets a bot find its own comment again. */
const MARKER = "<!-- iova-plan diff -->";

/** More boards than this are counted. */
const MOST_BOARDS = 50;
/** More lines above the fold would push the rest of the conversation away. */
const MOST_LINES = 12;

export function diffAsMarkdown(report: DiffReport): string {
  const sets = boardSets(report);
  const sides = `${code(report.old)} → ${code(report.new)}, Linux ${markdownText(visible(report.kernelVersion))}`;
  return cutToComment([
    MARKER,
    `## iova-plan: ${headline(report)}`,
    "",
    sides,
    ...failureItems(report.failures, report.boards.length),
    ...firstLines(sets, report),
    ...listed(boardLines(report).map(markdown)),
    ...sets.flatMap((set) => folded(set, report)),
  ]);
}

function headline(report: DiffReport): string {
  const failure = failureText(report.failures, attemptedDiff(report), "compared");
  const { text } = verdictOf(report);
  return [
    ...(failure === null ? [] : [`**${markdownText(visible(failure))}**`]),
    ...(text === "" ? [] : [markdownText(visible(text))]),
  ].join("; ");
}

/** Not between backticks: nothing could be escaped there. */
const code = (name: string): string => `<code>${markdownText(visible(name))}</code>`;

const markdown = (styled: Styled): string => markdownText(rawText(styled));

const listed = (items: readonly string[]): string[] =>
  items.length === 0 ? [] : ["", ...items.map((item) => `- ${item}`)];

/** What a reviewer must see: changed space, groups and consumers, new errors and warnings. Largest loss first. */
function firstLines(sets: readonly BoardSet[], report: DiffReport): string[] {
  const names = namesOf(report);
  const lines = sets.flatMap((set) =>
    set.effects.flatMap((effect) => headlines(effect, names).map((line) => `${line}${where(set, report)}`)),
  );
  const more = lines.length - MOST_LINES;
  return listed([...lines.slice(0, MOST_LINES), ...(more > 0 ? [`and ${more} more below`] : [])]);
}

const where = ({ boards }: BoardSet, report: DiffReport): string =>
  report.boards.length < 2
    ? ""
    : ` (${boards.length === 1 ? code(boards[0] ?? "") : `same change on ${boards.length} boards`})`;

function headlines(effect: Effect, names: Names): string[] {
  const grave = effect.changes.filter((change) => change.kind === "finding-new" && change.after.severity !== "note");
  const lost = effect.changes.filter((change) => "asksLess" in change && change.asksLess);
  const who = effect.consumer === null ? "" : `**${markdownText(visible(shortName(names(effect.consumer))))}**\\: `;
  const isFelt = effect.changes.some(({ kind }) => SPACE.includes(kind));
  return [
    ...lost.flatMap(detailsOf).map((line) => `${who}${markdown(line)}`),
    ...(isFelt && effect.consumer !== null ? [bold(sentence(effect, effect.consumer, names))] : []),
    ...grave.flatMap(detailsOf).map(markdown),
  ];
}

const SPACE: readonly ChangeView["kind"][] = ["usable", "group", "consumer-added", "consumer-removed"];

/** The name in bold. */
function bold([name, ...rest]: Styled): string {
  return `**${markdown(name === undefined ? [] : [name])}**${markdown(rest)}`;
}

function folded(set: BoardSet, report: DiffReport): string[] {
  const names = namesOf(report);
  const title = report.boards.length < 2 ? "Details" : `Details for ${counted(set.boards.length, "board")}`;
  return [
    "",
    `<details><summary>${title}</summary>`,
    "",
    ...(report.boards.length < 2 ? [] : [boardList(set.boards), ""]),
    ...set.effects.flatMap((effect) => effectLines(effect, names)),
    "",
    "</details>",
  ];
}

function boardList(boards: readonly string[]): string {
  const more = boards.length - MOST_BOARDS;
  const shown = boards.slice(0, MOST_BOARDS).map(code).join(", ");
  return `${boards.length === 1 ? "Board" : `Same change on ${boards.length} boards`}: ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}

const effectLines = (effect: Effect, names: Names): string[] => [
  effect.consumer === null
    ? "- the board"
    : `- ${bold(sentence(effect, effect.consumer, names))}<br>${code(effect.consumer)}`,
  ...effect.changes.flatMap(detailsOf).map((detail) => `  - ${markdown(detail)}`),
];
