/** A diff for people at a terminal. */
import type { Block, TreeItem } from "../blocks.js";
import { homeOf, shortName } from "../names.js";
import { attemptedDiff, failureBlocks } from "../section/failures.js";
import { path, type Styled, text } from "../styled.js";
import { blocksAsText, type Look } from "../text.js";
import { type BoardSet, boardSets, type Effect, type Names, namesOf } from "./effects.js";
import { detailsOf, phrasesOf } from "./phrases.js";
import type { DiffReport } from "./schema.js";
import { boardLines, verdictOf } from "./verdict.js";

/** More boards than this are counted, unless asked to be verbose. */
const MOST_BOARDS = 8;

export function diffAsText(report: DiffReport, look: Look & { readonly verbose: boolean }): string {
  const verdict = verdictOf(report);
  const boards = boardLines(report);
  const blocks: Block[] = [
    ...failureBlocks(attemptedDiff(report), "compared", look.verbose),
    { kind: "title", level: 1, text: sides(report) },
    ...(verdict.text === "" ? [] : [{ kind: "paragraph", text: text(verdict.text, verdict.style) } as const]),
    ...boardSets(report).flatMap((set) => setBlocks(set, report, look.verbose)),
    ...(boards.length === 0 ? [] : [{ kind: "title", level: 2, text: text("Boards", "strong") } as const]),
    ...(boards.length === 0 ? [] : [{ kind: "list", items: boards } as const]),
  ];
  return blocksAsText(blocks, look);
}

const sides = (report: DiffReport): Styled => [
  ...path(report.old, "strong"),
  ...text(" → "),
  ...path(report.new, "strong"),
  ...text(`, Linux ${report.kernelVersion}`),
];

function setBlocks(set: BoardSet, report: DiffReport, verbose: boolean): Block[] {
  const roots = byHome(set.effects, namesOf(report));
  const title: Styled = report.boards.length < 2 ? text("Changes", "strong") : boardsTitle(set.boards, verbose);
  return [
    { kind: "title", level: 2, text: title },
    { kind: "tree", roots },
  ];
}

function boardsTitle(boards: readonly string[], verbose: boolean): Styled {
  const shown = verbose ? boards : boards.slice(0, MOST_BOARDS);
  const more = boards.length - shown.length;
  const count = boards.length === 1 ? "On 1 board" : `Same change on ${boards.length} boards`;
  const names = shown.flatMap((board, i) => [...text(i === 0 ? "" : ", "), ...path(board)]);
  return [...text(count, "strong"), ...text(": "), ...names, ...text(more > 0 ? ` and ${more} more` : "")];
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
    if (effect.consumer === null) known.details.push(...effect.changes.flatMap(detailsOf));
    else known.children.push(effectItem(effect, effect.consumer, names));
  }
  return [...homes.values()];
}

const effectItem = (effect: Effect, consumer: string, names: Names): TreeItem => ({
  label: sentence(effect, consumer, names),
  details: effect.changes.flatMap(detailsOf),
  children: [],
});

/** `non-pixel: usable below 4 GiB 3584 MiB → 2984 MiB (−600 MiB), now shares a domain with pixel`. */
export function sentence({ changes }: Effect, consumer: string, names: Names): Styled {
  const phrases = changes.flatMap((change) => phrasesOf(change, names));
  return [
    ...text(shortName(names(consumer)), "strong"),
    ...phrases.flatMap((phrase, i) => [...text(i === 0 ? ": " : ", "), ...phrase]),
  ];
}
