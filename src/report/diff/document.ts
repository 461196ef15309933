/** A diff: the verdict, what a reviewer must see, then all that changes, by the boards that it is the same on. */
import type { Block, TreeItem } from "../blocks.js";
import { homeOf, shortName } from "../names.js";
import { attemptedDiff, failureHeadline, failureList } from "../section/failures.js";
import { joined, path, type Styled, text, widthOf } from "../styled.js";
import { digestOf } from "./digest.js";
import { type BoardSet, boardSets, type Effect, type Names, namesOf } from "./effects.js";
import { detailsOf, sentence } from "./phrases.js";
import type { DiffReport } from "./schema.js";
import { boardLines, verdictOf } from "./verdict.js";

/** More boards than this are counted, unless asked to be verbose. */
const MOST_BOARDS = 12;

export function diffBlocks(report: DiffReport, verbose: boolean): Block[] {
  const attempt = attemptedDiff(report);
  const verdict = verdictOf(report);
  const parts = [failureHeadline(attempt, "compared"), text(verdict.text, verdict.style)];
  const headline = joined(
    parts.filter((part) => widthOf(part) > 0),
    "; ",
  );
  const sets = boardSets(report);
  const boards = boardLines(report);
  return [
    { kind: "title", level: 1, text: headline },
    { kind: "paragraph", text: sides(report) },
    ...failureList(attempt, verbose),
    ...digestOf(sets, report),
    ...(boards.length === 0 ? [] : [{ kind: "list", items: boards } as const]),
    ...sets.map((set) => setBlock(set, report, verbose)),
  ];
}

const sides = (report: DiffReport): Styled => [
  ...path(report.old, "strong"),
  ...text(" → "),
  ...path(report.new, "strong"),
  ...text(`, Linux ${report.kernelVersion}`),
];

function setBlock({ boards, effects }: BoardSet, report: DiffReport, verbose: boolean): Block {
  const roots = byHome(effects, namesOf(report));
  const tree: Block = { kind: "tree", roots };
  if (report.boards.length < 2) return { kind: "folded", summary: text("Changes", "strong"), blocks: [tree] };
  const count = boards.length === 1 ? "On 1 board" : `Same change on ${boards.length} boards`;
  const names: Block = { kind: "paragraph", text: boardNames(boards, verbose) };
  return { kind: "folded", summary: text(count, "strong"), blocks: [names, tree] };
}

function boardNames(boards: readonly string[], verbose: boolean): Styled {
  const shown = verbose ? boards : boards.slice(0, MOST_BOARDS);
  const more = boards.length - shown.length;
  const names = shown.flatMap((board, i) => [...text(i === 0 ? "" : ", "), ...path(board)]);
  return [...names, ...text(more > 0 ? ` and ${more} more` : "")];
}

/** Children and functions below their device, child nodes below the parent that they share. */
function byHome(effects: readonly Effect[], names: Names): TreeItem[] {
  const homes = new Map<string, { label: Styled; details: Styled[]; children: TreeItem[] }>();
  for (const effect of effects) {
    const home = effect.consumer === null ? "" : homeOf(names(effect.consumer));
    const known = homes.get(home) ?? {
      label: home === "" ? text("the board") : path(home),
      details: [],
      children: [],
    };
    homes.set(home, known);
    if (effect.consumer === null) known.details.push(...effect.changes.flatMap((change) => detailsOf(change, names)));
    else known.children.push(effectItem(effect, effect.consumer, names));
  }
  return [...homes.values()];
}

const effectItem = (effect: Effect, consumer: string, names: Names): TreeItem => ({
  label: sentence(effect.changes, shortName(names(consumer)), names),
  details: effect.changes.flatMap((change) => detailsOf(change, names)),
  children: [],
});
